import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openGatewayClient } from '../../support/gateway-client.ts';
import { newDataDir } from '../../support/spawn-product.ts';
import { spawnServer } from '../../support/spawn-server.ts';
import { runMany } from './load.ts';
import type { BenchSettings } from './measured-engine.ts';
import { perSecond, print } from './report.ts';

/**
 * What gRPC and a shared sync alone allow on this machine, with this client and nothing behind the gateway.
 *
 * @returns calls per second
 */
export const limit = async ({ instances, inFlight }: BenchSettings): Promise<number> => {
  const folder = newDataDir();
  const server = await spawnServer({
    entry: 'test/bench/engine/bare-gateway.ts',
    args: [join(folder, 'synced')],
  });
  const client = openGatewayClient(server.address);
  const call = () => client.call('CompleteJob', { jobKey: '2251799813685249', variables: '' });
  const calls = instances * 4;
  await runMany(calls, inFlight, call);
  const start = performance.now();
  await runMany(calls, inFlight, call);
  const rate = perSecond(calls, performance.now() - start);
  print('gRPC and a shared sync, no engine', `${rate} calls/s`);
  client.close();
  await server.stop('SIGTERM');
  rmSync(folder, { recursive: true });
  return rate;
};
