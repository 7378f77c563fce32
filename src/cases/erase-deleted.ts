import type { Connection } from 'mongoose';

/**
 * Makes the store give up what was deleted or replaced in these collections. The bundled store removes it from its files; MongoDB
 * gives the space back to the system (its user needs the privilege `compact`).
 */
export async function eraseDeletedOf(
  connection: Connection,
  collections: readonly { readonly name: string }[],
): Promise<void> {
  for (const { name } of collections) await connection.db?.command({ compact: name });
}
