import { Linter } from '@camunda/linting';
import { translateFinding } from './finding-texts.ts';
import type { Language } from './translation.ts';
import type { ModelElement } from './model.ts';

/** One finding as the linter reports it; `propertiesPanel.entryIds` names the field that it is about. */
export interface LintReport {
  readonly id: string;
  readonly message: string;
  readonly category: 'error' | 'warn' | 'info' | 'rule-error';
  readonly rule: string;
  readonly propertiesPanel?: { readonly entryIds?: readonly string[] };
}

const linter = new Linter({ modeler: 'web', type: 'cloud' });

/**
 * Checks a model against what the engine can run (bpmnlint and camunda-compat, level of {@link executionPlatform}).
 * @returns the findings, most serious first, in the language of the interface where a translation exists
 */
export async function lint(definitions: ModelElement, language: Language): Promise<LintReport[]> {
  const reports = await linter.lint(definitions);
  return reports
    .filter((report) => report.category !== 'rule-error')
    .map((report) => ({ ...report, message: translateFinding(report.message, language) }))
    .sort((one, other) => seriousness(one) - seriousness(other));
}

const seriousness = (report: LintReport) => ['error', 'warn', 'info'].indexOf(report.category);
