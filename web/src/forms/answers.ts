import { fieldTitle } from './field-title.ts';
import type { JsonSchema } from './validate-data.ts';

/** True when somebody filled in something that was not there at the start; empty parts count for nothing. */
export function differs(now: unknown, start: unknown): boolean {
  return JSON.stringify(withoutEmpty(now) ?? null) !== JSON.stringify(withoutEmpty(start) ?? null);
}

function withoutEmpty(value: unknown): unknown {
  if (value === '' || value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .map(([name, part]) => [name, withoutEmpty(part)] as const)
      .filter(([, part]) => part !== undefined)
      .toSorted(([one], [other]) => one.localeCompare(other));
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  return value;
}

/** What was filled in as plain text, a question and its answer per paragraph, to keep it when it cannot be sent. */
export function answersAsText(schema: JsonSchema, data: unknown, path: (string | number)[] = []): string {
  if (data === undefined || data === null || data === '') return '';
  if (typeof data === 'object') {
    return Object.entries(data)
      .map(([name, part]) =>
        answersAsText(schema, part, [...path, Array.isArray(data) ? Number(name) : name]),
      )
      .filter((text) => text !== '')
      .join('\n\n');
  }
  return `${fieldTitle(schema, path)}:\n${typeof data === 'string' ? data : JSON.stringify(data)}`;
}
