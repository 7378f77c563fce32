import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkForm } from './check-form.ts';
import type { FormDefinition } from './form.ts';

/** All forms of the product, by form id. */
export type Forms = ReadonlyMap<string, FormDefinition>;

/** One or more form files cannot be used; the message names each file, place and reason. */
export class FormsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The forms cannot be used. Correct the following and start again:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
    this.name = 'FormsError';
    this.problems = problems;
  }
}

/**
 * Reads and checks every form in `directory` (`processes/forms`).
 *
 * @throws FormsError listing every problem found.
 */
export function loadForms(directory: string): Forms {
  const forms = new Map<string, FormDefinition>();
  const problems: string[] = [];
  for (const file of readdirSync(directory).sort()) {
    if (!file.endsWith('.json')) continue;
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(join(directory, file), 'utf8')) as unknown;
    } catch (error) {
      problems.push(`${file}: is no JSON (${error instanceof Error ? error.message : String(error)})`);
      continue;
    }
    const found = checkForm(content, file.slice(0, -'.json'.length));
    if (found.problems.length > 0) problems.push(...found.problems.map((problem) => `${file}: ${problem}`));
    else if (found.form) forms.set(found.form.formId, found.form);
  }
  if (problems.length > 0) throw new FormsError(problems);
  return forms;
}
