import type { Broker } from '../broker/broker.ts';
import type {
  DeployedDecision,
  DeployedDecisionRequirements,
  DeployedForm,
  DeployedProcess,
} from '../broker/commands.ts';
import type { ResourceFile } from '../broker/resources.ts';
import { fromRejection, invalidArgument } from './grpc-errors.ts';
import { checkTenant, DEFAULT_TENANT, optionalKey, parseVariables } from './request-values.ts';
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
  readonly variables: string;
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

const toProcess = (process: DeployedProcess) => ({ ...process, tenantId: DEFAULT_TENANT });

const toDecision = (decision: DeployedDecision) => ({
  dmnDecisionId: decision.decisionId,
  dmnDecisionName: decision.name,
  version: decision.version,
  decisionKey: decision.decisionKey,
  dmnDecisionRequirementsId: decision.decisionRequirementsId,
  decisionRequirementsKey: decision.decisionRequirementsKey,
  tenantId: DEFAULT_TENANT,
});

const toRequirements = (requirements: DeployedDecisionRequirements) => ({
  dmnDecisionRequirementsId: requirements.decisionRequirementsId,
  dmnDecisionRequirementsName: requirements.name,
  version: requirements.version,
  decisionRequirementsKey: requirements.decisionRequirementsKey,
  resourceName: requirements.resourceName,
  tenantId: DEFAULT_TENANT,
});

const toForm = (form: DeployedForm) => ({ ...form, tenantId: DEFAULT_TENANT });

/** Deploying, deleting and evaluating resources. */
export const deploymentRpcs = (broker: Broker): Record<string, UnaryRpc> => {
  const deploy = async (files: readonly ResourceFile[]) => {
    const { response, rejection } = await broker.deploy(files);
    if (rejection !== undefined) throw fromRejection(rejection);
    return response as NonNullable<typeof response>;
  };
  return {
    /** Clients read `deployments[0]`: decisions stand before their requirements. */
    async DeployResource({ resources, tenantId }: DeployResourceRequest) {
      checkTenant('DeployResource', tenantId);
      const deployed = await deploy(resources.map(({ name, content }) => toFile(name, content)));
      return {
        key: deployed.key,
        deployments: [
          ...deployed.processes.map((process) => ({ process: toProcess(process) })),
          ...deployed.decisions.map((decision) => ({ decision: toDecision(decision) })),
          ...deployed.decisionRequirements.map((graph) => ({ decisionRequirements: toRequirements(graph) })),
          ...deployed.forms.map((form) => ({ form: toForm(form) })),
        ],
        tenantId: DEFAULT_TENANT,
      };
    },

    async DeployProcess({ processes }: DeployProcessRequest) {
      const deployed = await deploy(processes.map(({ name, definition }) => toFile(name, definition)));
      return { key: deployed.key, processes: deployed.processes.map(toProcess) };
    },

    async DeleteResource({ resourceKey }: { readonly resourceKey: string }) {
      await execute(broker, { type: 'delete-resource', resourceKey });
      return {};
    },

    async EvaluateDecision({ decisionKey, decisionId, variables, tenantId }: EvaluateDecisionRequest) {
      checkTenant('EvaluateDecision', tenantId);
      const key = optionalKey(decisionKey);
      const {
        failure,
        key: decisionInstanceKey,
        ...evaluated
      } = await execute(broker, {
        type: 'evaluate-decision',
        ...(key === undefined ? {} : { decisionKey: key }),
        ...(decisionId === '' ? {} : { decisionId }),
        variables: parseVariables('EvaluateDecision', variables),
      });
      return {
        ...evaluated,
        evaluatedDecisions: evaluated.evaluatedDecisions.map((decision) => ({
          ...decision,
          tenantId: DEFAULT_TENANT,
        })),
        decisionInstanceKey,
        failedDecisionId: failure?.decisionId ?? '',
        failureMessage: failure?.message ?? '',
        tenantId: DEFAULT_TENANT,
      };
    },
  };
};
