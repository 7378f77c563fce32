import type { Doc, Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import type { ExpressionScope } from './scope.ts';
import { parseStages } from './pipeline.ts';
import { documentStage } from './stages.ts';

/** Compiles a pipeline update to a function from document to document. */
export function pipelineUpdate(stages: Value[], scope: ExpressionScope): (doc: Doc) => Doc {
  const steps = parseStages(stages).map(([name, operand]) => {
    const step = documentStage(name, operand, scope);
    if (!step) throw new StoreError('InvalidOptions', `${name} is not allowed to be used within an update`);
    return step;
  });
  return (doc) => steps.reduce((current, step) => step(current), doc);
}
