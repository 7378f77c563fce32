import { docOf } from './arguments.ts';
import type { Command } from './context.ts';
import { StoreError } from '../errors.ts';

/**
 * `compact: <collection>`: gives back the space of what was deleted. Here that is the whole store, whichever collection is
 * named, and what was deleted or replaced is gone from its files afterwards. Other commands wait meanwhile.
 */
export const compact: Command = async ({ store, db, args }) => {
  args.allow('force');
  const name = args.required('compact', args.string('compact'));
  if (!store.catalog.find(db, name)) throw new StoreError('NamespaceNotFound', 'collection does not exist');
  return docOf({ bytesFreed: await store.erase() });
};
