import type { Broker } from '../broker/broker.ts';
import type { ActivateInstruction } from '../broker/commands.ts';
import type { AwaitedResults } from './awaited-results.ts';
import { invalidArgument } from './grpc-errors.ts';
import {
  checkTenant,
  DEFAULT_TENANT,
  optionalKey,
  parseVariables,
  toMilliseconds,
} from './request-values.ts';
import { execute, inTime, REQUEST_TIMEOUT_MS, type UnaryRpc } from './unary.ts';

interface CreateRequest {
  readonly processDefinitionKey: string;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly variables: string;
  readonly startInstructions: readonly { readonly elementId: string }[];
  readonly tenantId: string;
}

interface CreateWithResultRequest {
  readonly request: CreateRequest | null;
  readonly requestTimeout: string;
  readonly fetchVariables: readonly string[];
}

interface ModifyRequest {
  readonly processInstanceKey: string;
  readonly activateInstructions: readonly {
    readonly elementId: string;
    readonly ancestorElementInstanceKey: string;
    readonly variableInstructions: readonly { readonly variables: string; readonly scopeId: string }[];
  }[];
  readonly terminateInstructions: readonly { readonly elementInstanceKey: string }[];
}

interface MigrateRequest {
  readonly processInstanceKey: string;
  readonly migrationPlan: {
    readonly targetProcessDefinitionKey: string;
    readonly mappingInstructions: readonly {
      readonly sourceElementId: string;
      readonly targetElementId: string;
    }[];
  } | null;
}

interface SetVariablesRequest {
  readonly elementInstanceKey: string;
  readonly variables: string;
  readonly local: boolean;
}

const creation = (rpc: string, request: CreateRequest) => {
  checkTenant(rpc, request.tenantId);
  const { processDefinitionKey, bpmnProcessId, version } = request;
  return {
    type: 'create-process-instance',
    // As in Zeebe, the id wins when both are given.
    ...(bpmnProcessId === '' ? { processDefinitionKey } : { bpmnProcessId, version }),
    variables: parseVariables(rpc, request.variables),
    startInstructions: request.startInstructions.map(({ elementId }) => ({ elementId })),
  } as const;
};

const toActivateInstruction = (
  instruction: ModifyRequest['activateInstructions'][number],
): ActivateInstruction => {
  const ancestorElementInstanceKey = optionalKey(instruction.ancestorElementInstanceKey);
  return {
    elementId: instruction.elementId,
    ...(ancestorElementInstanceKey === undefined ? {} : { ancestorElementInstanceKey }),
    variableInstructions: instruction.variableInstructions.map(({ variables, scopeId }) => ({
      variables: parseVariables('ModifyProcessInstance', variables),
      ...(scopeId === '' ? {} : { scopeId }),
    })),
  };
};

/** Creating, changing and ending process instances. */
export const instanceRpcs = (broker: Broker, awaited: AwaitedResults): Record<string, UnaryRpc> => ({
  async CreateProcessInstance(request: CreateRequest) {
    const created = await execute(broker, creation('CreateProcessInstance', request));
    return { ...created, tenantId: DEFAULT_TENANT };
  },

  async CreateProcessInstanceWithResult({
    request,
    requestTimeout,
    fetchVariables,
  }: CreateWithResultRequest) {
    if (request === null)
      throw invalidArgument('Expected a create request in CreateProcessInstanceWithResult');
    const timeout = toMilliseconds(requestTimeout);
    const command = {
      ...creation('CreateProcessInstanceWithResult', request),
      awaitResult: { fetchVariables },
    };
    const created = await execute(broker, command);
    try {
      const variables = await inTime(
        awaited.resultOf(created.processInstanceKey),
        timeout > 0 ? timeout : REQUEST_TIMEOUT_MS,
        `Process instance ${created.processInstanceKey} did not complete in time`,
      );
      return {
        processDefinitionKey: created.processDefinitionKey,
        bpmnProcessId: created.bpmnProcessId,
        version: created.version,
        processInstanceKey: created.processInstanceKey,
        variables: JSON.stringify(variables),
        tenantId: DEFAULT_TENANT,
      };
    } finally {
      awaited.forget(created.processInstanceKey);
    }
  },

  async CancelProcessInstance({ processInstanceKey }: { readonly processInstanceKey: string }) {
    await execute(broker, { type: 'cancel-process-instance', processInstanceKey });
    return {};
  },

  async ModifyProcessInstance(request: ModifyRequest) {
    await execute(broker, {
      type: 'modify-process-instance',
      processInstanceKey: request.processInstanceKey,
      activateInstructions: request.activateInstructions.map(toActivateInstruction),
      terminateInstructions: request.terminateInstructions.map(({ elementInstanceKey }) => ({
        elementInstanceKey,
      })),
    });
    return {};
  },

  async MigrateProcessInstance({ processInstanceKey, migrationPlan }: MigrateRequest) {
    if (migrationPlan === null) throw invalidArgument('Expected a migration plan in MigrateProcessInstance');
    await execute(broker, {
      type: 'migrate-process-instance',
      processInstanceKey,
      targetProcessDefinitionKey: migrationPlan.targetProcessDefinitionKey,
      mappingInstructions: migrationPlan.mappingInstructions.map(({ sourceElementId, targetElementId }) => ({
        sourceElementId,
        targetElementId,
      })),
    });
    return {};
  },

  async SetVariables({ elementInstanceKey, variables, local }: SetVariablesRequest) {
    const { key } = await execute(broker, {
      type: 'set-variables',
      elementInstanceKey,
      variables: parseVariables('SetVariables', variables),
      local,
    });
    return { key };
  },
});
