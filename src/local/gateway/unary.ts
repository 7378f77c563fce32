import { status, type handleUnaryCall, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import type { Command, Responses } from '../broker/commands.ts';
import { fromRejection, GrpcFailure, toServiceError } from './grpc-errors.ts';
import { asTimer } from './request-values.ts';

/** How long a command may take until the client hears that nobody answered, as in Zeebe's gateway. */
export const REQUEST_TIMEOUT_MS = 15_000;

/** Says that an error of ours happened; never with the request. */
export type ErrorLog = (rpc: string, error: unknown) => void;

/** Translates one request to its response; rejects with `GrpcFailure` or `BrokerUnavailable`. */
export type UnaryRpc = (request: never) => Promise<object>;

/** Submits a command and unwraps its outcome. @throws GrpcFailure for a rejection */
export const execute = async <C extends Command>(
  broker: Broker,
  command: C,
): Promise<Responses[C['type']]> => {
  const result = await broker.submit(command);
  if (result.rejection !== undefined) throw fromRejection(result.rejection);
  return result.response as Responses[C['type']];
};

/** Rejects with DEADLINE_EXCEEDED when there is no outcome in time; the command is carried out nevertheless. */
export const inTime = async <T>(outcome: Promise<T>, milliseconds: number, details: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new GrpcFailure(status.DEADLINE_EXCEEDED, details)),
      asTimer(milliseconds),
    );
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Makes gRPC handlers of translations. */
export const unaryHandlers = (
  rpcs: Readonly<Record<string, UnaryRpc>>,
  logError: ErrorLog,
): Record<string, handleUnaryCall<never, object>> =>
  Object.fromEntries(
    Object.entries(rpcs).map(([name, rpc]) => [
      name,
      (call: ServerUnaryCall<never, object>, respond: sendUnaryData<object>): void => {
        void (async () => {
          try {
            respond(null, await rpc(call.request));
          } catch (error) {
            const failure = toServiceError(error);
            if (failure.code === status.INTERNAL) logError(name, error);
            respond(failure);
          }
        })();
      },
    ]),
  );
