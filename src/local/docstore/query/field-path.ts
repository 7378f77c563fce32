import { StoreError } from '../errors.ts';

/** Names of a database reference, which may begin with a dollar. */
const REFERENCE_FIELDS: readonly string[] = ['$ref', '$id', '$db'];

/**
 * The parts of a dotted path that a projection, a sort or an expression names.
 * @throws StoreError with MongoDB's code for each way in which it can be none
 */
export function fieldPath(path: string): string[] {
  if (path === '') throw new StoreError('Location40352', 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw new StoreError('Location40353', "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') throw new StoreError('Location15998', 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$') && !REFERENCE_FIELDS.includes(part))
      throw new StoreError(
        'Location16410',
        `FieldPath field names may not start with '$'. Consider using $getField or $setField. Given '${path}'.`,
      );
    if (part.includes('\0'))
      throw new StoreError('Location16411', 'FieldPath field names may not contain null bytes.');
  }
  return parts;
}
