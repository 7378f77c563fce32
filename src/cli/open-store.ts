import { join } from 'node:path';
import type { Settings } from '../settings.ts';

/** How long the store may take to answer a program, in milliseconds. */
export const storeLimitMs = 10_000;

/** Opens the configured store, or the bundled one on its data folder. */
export async function openStore({
  mongodbUri,
  dataDir,
  storeKey,
}: Settings): Promise<{ uri: string; close(): Promise<void> }> {
  if (mongodbUri !== undefined) return { uri: mongodbUri, close: async () => undefined };
  const { startLocalStore } = await import('../local/docstore/index.ts');
  const store = await startLocalStore({ port: 0, dataDir: join(dataDir, 'store'), key: storeKey });
  return { uri: `mongodb://${store.host}:${store.port}/casusoverleg`, close: () => store.close() };
}
