/** Ids of the texts that belong to a control, for `aria-describedby`. */
export const hintId = (id: string): string => `${id}__hint`;
export const errorId = (id: string): string => `${id}__error`;

interface Described {
  id: string;
  schema: { description?: string | undefined; 'x-data-category'?: unknown };
  options: { description?: unknown; help?: unknown };
  rawErrors?: string[] | undefined;
}

/** True when a control has a text below its label. */
export function hasHint({ schema, options }: Omit<Described, 'id'>): boolean {
  return Boolean(
    schema.description ||
    options.description ||
    options.help ||
    schema['x-data-category'] === 'special' ||
    schema['x-data-category'] === 'criminal',
  );
}

export function describedBy(control: Described): string | undefined {
  const ids = [
    ...(hasHint(control) ? [hintId(control.id)] : []),
    ...(control.rawErrors && control.rawErrors.length > 0 ? [errorId(control.id)] : []),
  ];
  return ids.length > 0 ? ids.join(' ') : undefined;
}
