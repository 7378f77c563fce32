import type { Broker, ResourceFile } from '../broker/broker.ts';
import type { DeployedProcess } from '../broker/commands.ts';
import { fromRejection, invalidArgument } from './grpc-errors.ts';
import { checkTenant, DEFAULT_TENANT, optionalKey } from './request-values.ts';
import { execute, type UnaryRpc } from './unary.ts';

interface DeployResourceRequest {
  readonly resources: readonly { readonly name: string; readonly content: Buffer }[];
  readonly tenantId: string;
}

interface DeployProcessRequest {
  readonly processes: readonly { readonly name: string; readonly definition: Buffer }[];
}

interface EvaluateDecisionRequest {
  readonly decisionKey: string;
  readonly decisionId: string;
  readonly tenantId: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

const toFile = (name: string, content: Buffer): ResourceFile => {
  try {
    return { name, content: utf8.decode(content) };
  } catch {
    throw invalidArgument(`Expected to deploy new resources, but '${name}' is not valid UTF-8`);
  }
};

const toMetadata = (process: DeployedProcess) => ({ ...process, tenantId: DEFAULT_TENANT });

/** Deploying, deleting and evaluating resources. */
export const deploymentRpcs = (broker: Broker): Record<string, UnaryRpc> => {
  const deploy = async (files: readonly ResourceFile[]) => {
    const { response, rejection } = await broker.deploy(files);
    if (rejection !== undefined) throw fromRejection(rejection);
    return response as NonNullable<typeof response>;
  };
  return {
    async DeployResource({ resources, tenantId }: DeployResourceRequest) {
      checkTenant('DeployResource', tenantId);
      const { key, processes } = await deploy(resources.map(({ name, content }) => toFile(name, content)));
      return {
        key,
        deployments: processes.map((process) => ({ process: toMetadata(process) })),
        tenantId: DEFAULT_TENANT,
      };
    },

    async DeployProcess({ processes }: DeployProcessRequest) {
      const deployed = await deploy(processes.map(({ name, definition }) => toFile(name, definition)));
      return { key: deployed.key, processes: deployed.processes.map(toMetadata) };
    },

    async DeleteResource({ resourceKey }: { readonly resourceKey: string }) {
      await execute(broker, { type: 'delete-resource', resourceKey });
      return {};
    },

    /** This engine deploys no decisions: each one is unknown. */
    async EvaluateDecision({ decisionKey, decisionId, tenantId }: EvaluateDecisionRequest) {
      checkTenant('EvaluateDecision', tenantId);
      const key = optionalKey(decisionKey);
      if ((key === undefined) === (decisionId === '')) {
        throw invalidArgument(
          'Expected either a decision id or a decision key, but not both and not neither',
        );
      }
      throw fromRejection({
        type: 'INVALID_ARGUMENT',
        intent: 'EVALUATE',
        reason:
          key === undefined
            ? `Expected to evaluate decision '${decisionId}', but no decision found for id '${decisionId}'`
            : `Expected to evaluate decision with key '${key}', but no decision found for key '${key}'`,
      });
    },
  };
};
