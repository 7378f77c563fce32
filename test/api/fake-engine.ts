import { createHash } from 'node:crypto';
import type {
  DeploymentResource,
  ProcessClient,
  Topology,
  Variables,
} from '../../src/zeebe/process-client.ts';
import { ProcessEngineError, type ProcessEngineErrorCode } from '../../src/zeebe/process-engine-error.ts';

type Deployed = { version: number; key: string; checksum: string };

/** An engine that remembers what it was told, gives versions as Zeebe does, and fails when a test says so. */
export class FakeEngine implements Pick<
  ProcessClient,
  'deploy' | 'completeJob' | 'publishMessage' | 'topology'
> {
  readonly completed: { readonly jobKey: string; readonly variables: Variables }[] = [];
  readonly published: { readonly name: string; readonly correlationKey: string }[] = [];
  readonly deployCalls: (readonly string[])[] = [];
  /** Makes every call fail with this code and text until it is undefined again. */
  failure: { readonly code: ProcessEngineErrorCode; readonly reason: string } | undefined;
  #deployed = new Map<string, Deployed>();
  #nextKey = 2_251_799_813_685_249n;

  /** Forgets all processes, as an engine does whose data folder was emptied; keys begin anew as well. */
  empty(): void {
    this.#deployed = new Map();
    this.#nextKey = 2_251_799_813_685_249n;
  }

  versionOf(processId: string): number | undefined {
    return this.#deployed.get(processId)?.version;
  }

  async deploy(resources: readonly DeploymentResource[]) {
    this.#mayFail('deploy');
    this.deployCalls.push(resources.map(({ name }) => name));
    return resources.map(({ name, content }) => {
      const processId = /<(?:\w+:)?process [^>]*id="([^"]+)"/.exec(content)?.[1] ?? '';
      const checksum = createHash('sha256').update(content).digest('hex');
      const known = this.#deployed.get(processId);
      const deployed =
        known?.checksum === checksum
          ? known
          : { version: (known?.version ?? 0) + 1, key: String(this.#nextKey++), checksum };
      this.#deployed.set(processId, deployed);
      return {
        processDefinitionKey: deployed.key,
        processId,
        version: deployed.version,
        resourceName: name,
      };
    });
  }

  async completeJob(jobKey: string, variables: Variables): Promise<void> {
    this.#mayFail('completeJob');
    this.completed.push({ jobKey, variables });
  }

  async publishMessage(message: { readonly name: string; readonly correlationKey: string }) {
    this.#mayFail('publishMessage');
    this.published.push(message);
    return { messageKey: '1' };
  }

  async topology(): Promise<Topology> {
    this.#mayFail('topology');
    return {
      clusterSize: 1,
      partitionsCount: 1,
      replicationFactor: 1,
      gatewayVersion: '8.5.0',
      brokers: [
        {
          nodeId: 0,
          host: '127.0.0.1',
          port: 26_501,
          version: '8.5.0',
          partitions: [{ partitionId: 1, role: 'LEADER', health: 'HEALTHY' }],
        },
      ],
    };
  }

  #mayFail(operation: string): void {
    if (this.failure !== undefined)
      throw new ProcessEngineError(this.failure.code, operation, undefined, this.failure.reason);
  }
}
