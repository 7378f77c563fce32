import { status, type handleServerStreamingCall } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import { GrpcFailure } from './grpc-errors.ts';
import { GATEWAY_SERVICE } from './protocol.ts';
import type { UnaryRpc } from './unary.ts';

/** The Zeebe release whose gateway protocol is served, marked as this engine's own implementation of it. */
export const GATEWAY_VERSION = '8.5.0-local';

/** One broker with one partition, at the address on which this gateway listens. */
export const clusterRpcs = (
  broker: Broker,
  address: () => { host: string; port: number },
): Record<string, UnaryRpc> => ({
  async Topology() {
    return {
      brokers: [
        {
          nodeId: 0,
          ...address(),
          version: GATEWAY_VERSION,
          partitions: [{ partitionId: broker.partitionId, role: 'LEADER', health: 'HEALTHY' }],
        },
      ],
      clusterSize: 1,
      partitionsCount: 1,
      replicationFactor: 1,
      gatewayVersion: GATEWAY_VERSION,
    };
  },
});

const isKnown = (service: string): boolean => service === '' || service === GATEWAY_SERVICE;

/** Health by unary call. */
export const healthRpcs: Record<string, UnaryRpc> = {
  async Check({ service }: { readonly service: string }) {
    if (!isKnown(service)) throw new GrpcFailure(status.NOT_FOUND, `Unknown service '${service}'`);
    return { status: 'SERVING' };
  },
};

/** Health by stream: one answer, and the end of the stream when the gateway goes. */
export const watchHealth: handleServerStreamingCall<{ service: string }, { status: string }> = (call) => {
  call.write({ status: isKnown(call.request.service) ? 'SERVING' : 'SERVICE_UNKNOWN' });
};
