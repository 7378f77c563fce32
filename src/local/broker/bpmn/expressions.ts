import { parseExpression } from '../../engine/index.ts';
import type { Expression } from '../../engine/model.ts';
import type { Problems } from './problems.ts';

/** An author's text as an expression: FEEL when it starts with `=`, else static. */
export const expressionOf = (text: string): Expression => {
  const trimmed = text.trim();
  return trimmed.startsWith('=')
    ? { kind: 'feel', source: trimmed.slice(1).trim() }
    : { kind: 'static', source: trimmed };
};

/** What an author may write in a place. */
export type Allowed = 'static or FEEL' | 'FEEL only' | 'static only';

/** Reads expressions and notes the ones that cannot be used. */
export class ExpressionReader {
  readonly #problems: Problems;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /**
   * @param what names the property in a problem's text, for example `the condition`
   * @returns undefined when the text is absent
   */
  read(
    elementId: string,
    what: string,
    text: string | undefined,
    allowed: Allowed = 'static or FEEL',
  ): Expression | undefined {
    if (text === undefined) return undefined;
    const expression = expressionOf(text);
    if (allowed === 'FEEL only' && expression.kind !== 'feel') {
      this.#problems.add(
        elementId,
        `Expected ${what} to be an expression that starts with '=' but found '${text}'`,
      );
    } else if (allowed === 'static only' && expression.kind !== 'static') {
      this.#problems.add(
        elementId,
        `Expected ${what} to be a static value but found the expression '${text}'`,
      );
    } else {
      const problem = parseExpression(expression);
      if (problem !== undefined) {
        this.#problems.add(elementId, `Failed to parse ${what} '${text}': ${problem}`);
      }
    }
    return expression;
  }
}
