import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type status,
} from '@grpc/grpc-js';
import { gatewayService } from '../../src/local/gateway/protocol.ts';

/** What a stubbed unary RPC does: answer, fail with a status, or leave the caller waiting. */
export type UnaryAnswer =
  { readonly ok: object } | { readonly code: status; readonly details: string } | 'silence';

export type StubStream = ServerWritableStream<Record<string, unknown>, { jobs: object[] }>;

export interface RecordedCall {
  readonly rpc: string;
  readonly request: Record<string, unknown>;
  /** Whether the client gave the call up. */
  cancelled: boolean;
}

/** A gateway that does as it is told: for clients' behaviour towards answers that a healthy gateway never gives. */
export interface GatewayStub {
  readonly address: string;
  readonly calls: readonly RecordedCall[];
  callsOf(rpc: string): readonly RecordedCall[];
  /** Replaces the behaviour of a unary RPC; the default is an empty OK answer. */
  answer(rpc: string, behave: (request: Record<string, unknown>) => UnaryAnswer): void;
  /** Replaces the behaviour of `ActivateJobs`; the default holds each call until its client leaves. */
  onActivate(behave: (stream: StubStream) => void): void;
  close(): Promise<void>;
}

const STREAMING = new Set(['ActivateJobs', 'StreamActivatedJobs']);

/** @param port default: a free one */
export const startGatewayStub = async (port = 0): Promise<GatewayStub> => {
  const calls: RecordedCall[] = [];
  const answers = new Map<string, (request: Record<string, unknown>) => UnaryAnswer>();
  let activate: (stream: StubStream) => void = () => undefined;
  const record = (rpc: string, request: Record<string, unknown>): RecordedCall => {
    const call = { rpc, request, cancelled: false };
    calls.push(call);
    return call;
  };

  const service = gatewayService();
  const server = new Server();
  server.addService(
    service,
    Object.fromEntries(
      Object.keys(service).map((rpc) => [
        rpc,
        STREAMING.has(rpc)
          ? (stream: StubStream) => {
              const call = record(rpc, stream.request);
              stream.on('cancelled', () => {
                call.cancelled = true;
              });
              activate(stream);
            }
          : (
              call: ServerUnaryCall<Record<string, unknown>, object>,
              respond: (error: object | null, ok?: object) => void,
            ) => {
              const recorded = record(rpc, call.request);
              call.on('cancelled', () => {
                recorded.cancelled = true;
              });
              const answer = answers.get(rpc)?.(call.request) ?? { ok: {} };
              if (answer === 'silence') return;
              if ('ok' in answer) respond(null, answer.ok);
              else respond(answer);
            },
      ]),
    ),
  );
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, actual) => {
      if (error) reject(error);
      else resolve(actual);
    });
  });
  return {
    address: `127.0.0.1:${bound}`,
    calls,
    callsOf: (rpc) => calls.filter((call) => call.rpc === rpc),
    answer: (rpc, behave) => answers.set(rpc, behave),
    onActivate: (behave) => {
      activate = behave;
    },
    close: async () => {
      server.forceShutdown();
    },
  };
};

/** A job as a gateway sends it. */
export const wireJob = (overrides: Record<string, unknown> = {}): object => ({
  key: '2251799813685249',
  type: 'check',
  processInstanceKey: '2251799813685250',
  bpmnProcessId: 'p',
  processDefinitionVersion: 1,
  processDefinitionKey: '2251799813685251',
  elementId: 'task',
  elementInstanceKey: '2251799813685252',
  customHeaders: '{}',
  worker: 'w',
  retries: 3,
  deadline: String(Date.now() + 60_000),
  variables: '{}',
  tenantId: '<default>',
  ...overrides,
});
