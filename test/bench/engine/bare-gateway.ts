/**
 * The least that a durable gateway has to do: reads a request, writes and syncs as many bytes for it as the engine does, answers. What
 * waits at the same time shares one sync. No engine is behind it; the benchmark measures with it what is left to gain.
 *
 * `bare-gateway.ts FILE`
 */
import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { gatewayService } from '../../../src/local/gateway/protocol.ts';

/** What the engine writes for one command of a sequence, about. */
const BYTES_PER_CALL = 1_000;

const file = openSync(process.argv[2] ?? '', 'w');
let waiting: sendUnaryData<object>[] = [];

const answer = (): void => {
  const answered = waiting;
  waiting = [];
  writeSync(file, Buffer.alloc(answered.length * BYTES_PER_CALL, 'x'));
  fdatasyncSync(file);
  for (const respond of answered) respond(null, {});
};

const server = new Server();
server.addService(gatewayService(), {
  CompleteJob(_call: ServerUnaryCall<object, object>, respond: sendUnaryData<object>) {
    if (waiting.length === 0) setImmediate(answer);
    waiting.push(respond);
  },
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(`listening 127.0.0.1:${port}`);
});
process.once('SIGTERM', () => server.forceShutdown());
