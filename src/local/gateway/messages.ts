import type { Broker } from '../broker/broker.ts';
import {
  checkTenant,
  DEFAULT_TENANT,
  parseVariables,
  requireText,
  toMilliseconds,
} from './request-values.ts';
import { execute, type UnaryRpc } from './unary.ts';

interface PublishRequest {
  readonly name: string;
  readonly correlationKey: string;
  readonly timeToLive: string;
  readonly messageId: string;
  readonly variables: string;
  readonly tenantId: string;
}

interface BroadcastRequest {
  readonly signalName: string;
  readonly variables: string;
  readonly tenantId: string;
}

/** Messages, signals and the incidents that an operator resolves. */
export const messageRpcs = (broker: Broker): Record<string, UnaryRpc> => ({
  async PublishMessage(request: PublishRequest) {
    checkTenant('PublishMessage', request.tenantId);
    const { key } = await execute(broker, {
      type: 'publish-message',
      name: requireText('PublishMessage', 'name', request.name),
      correlationKey: request.correlationKey,
      timeToLive: toMilliseconds(request.timeToLive),
      messageId: request.messageId,
      variables: parseVariables('PublishMessage', request.variables),
    });
    return { key, tenantId: DEFAULT_TENANT };
  },

  async BroadcastSignal({ signalName, variables, tenantId }: BroadcastRequest) {
    checkTenant('BroadcastSignal', tenantId);
    const { key } = await execute(broker, {
      type: 'broadcast-signal',
      signalName: requireText('BroadcastSignal', 'signalName', signalName),
      variables: parseVariables('BroadcastSignal', variables),
    });
    return { key, tenantId: DEFAULT_TENANT };
  },

  async ResolveIncident({ incidentKey }: { readonly incidentKey: string }) {
    await execute(broker, { type: 'resolve-incident', incidentKey });
    return {};
  },
});
