import type { Doc, Value } from '../bson/value.ts';

/** What an expression may refer to besides the document. */
export interface ExpressionScope {
  /** `$$NOW` */
  readonly now: Date;
  /** Variables (`let`), with their values. */
  readonly variables: Doc | undefined;
  /** Variables that operators such as `$map` set while they run. */
  readonly locals?: ReadonlyMap<string, Local>;
}

/** A variable of an operator: its value now. */
export interface Local {
  value: Value | undefined;
}

/** A compiled expression; undefined means "no value". */
export type Expression = (doc: Doc) => Value | undefined;
