import type { Connection, QueryFilter } from 'mongoose';
import type {
  CasesOfProcess,
  ProcessDefinition,
  ProcessDefinitionList,
  ProcessVersion,
  ProcessXml,
} from '../../contract/http.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import type { People, User } from '../people.ts';
import { engineErrorCode } from '../process-commands.ts';
import type { ProcessOutline, ProcessOutlines } from '../progress.ts';
import { casesOfVersions } from './cases-of-versions.ts';
import { conventionErrors, type ProcessConventions } from './conventions.ts';
import { deploymentErrors, deploymentReason } from './deployment-errors.ts';
import { recordedVersionModel, type RecordedVersion } from './process-definition.ts';
import { checksumOf, readProcess, UnreadableProcess, type AuthoredProcess } from './process-xml.ts';

/** What the registry asks of the process engine; a `ProcessClient` fits. Rejects with a coded error. */
export interface ProcessDeployer {
  deploy(resources: readonly { readonly name: string; readonly content: string }[]): Promise<
    readonly {
      readonly processDefinitionKey: string;
      readonly processId: string;
      readonly version: number;
    }[]
  >;
}

/** A process file that comes with the product. */
export interface ShippedProcess {
  /** For messages: `screening.bpmn`. */
  readonly fileName: string;
  readonly xml: string;
}

/** What happened at start-up, by process id. */
export interface StartUpDeployment {
  /** Shipped versions that the engine got for the first time. */
  readonly deployed: readonly string[];
  /** Shipped files that changed, but were not deployed because a designer's version is in use. */
  readonly keptDesigners: readonly string[];
  /** Processes that an emptied engine got back. */
  readonly restored: readonly string[];
}

/** All processes and their versions, and the one way to deploy. */
export interface ProcessDefinitions extends ProcessOutlines {
  list(): Promise<ProcessDefinitionList>;
  /** @throws ProductError `not-found` */
  read(processId: string, version: number): Promise<ProcessXml>;
  /**
   * Deploys a version by a designer and keeps it with who and why. The same text as the latest version is answered with that
   * version (`created` false) and changes nothing.
   *
   * @param request.basedOnVersion the version that the designer started from
   * @throws ProductError `invalid-request` when it is no BPMN, `deployment-refused` with the elements at fault,
   *   `process-definition-changed` when a newer version than `basedOnVersion` exists, `engine-unavailable`
   */
  deploy(request: {
    readonly xml: string;
    readonly note: string;
    readonly user: User;
    readonly basedOnVersion?: number;
  }): Promise<{ readonly version: ProcessVersion; readonly created: boolean }>;
  /**
   * The rule at start-up. A shipped file is deployed when its text was never recorded and no designer's version is in use;
   * then the latest recorded version of each process is deployed again: the engine answers a text it has with the version
   * it has, and an emptied engine is filled. A designer's version is never replaced by a shipped one.
   *
   * @throws Error when a shipped file cannot be used
   */
  deployAtStart(shipped: readonly ShippedProcess[]): Promise<StartUpDeployment>;
}

export interface ProcessDefinitionsOptions extends ProcessConventions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly deployer: ProcessDeployer;
  readonly people: Pick<People, 'byId'>;
  /** Counts of cases from 1 up to this number are hidden. */
  readonly hiddenBelow: number;
}

const shippedNote = 'Meegeleverd met het product';
const resourceName = (processId: string): string => `${processId}.bpmn`;

/** Opens the registry and waits for its indexes. */
export async function openProcessDefinitions(
  options: ProcessDefinitionsOptions,
): Promise<ProcessDefinitions> {
  const { connection, clock, deployer, people, hiddenBelow } = options;
  const model = recordedVersionModel(connection);
  await model.init();
  const outlines = new Map<string, ProcessOutline>();
  /** Deployments one after another, so that "is there a newer version" and deploying belong together. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const live = (processId: string) =>
    model.find({ processId, supersededAt: null }).sort({ version: -1 }).lean<RecordedVersion[]>();

  const versionOf = async (recorded: RecordedVersion): Promise<ProcessVersion> => {
    const { version, processDefinitionKey, deployedAt, deployedBy, note } = recorded;
    return {
      version,
      processDefinitionKey,
      deployedAt: deployedAt.toISOString(),
      deployedByName: deployedBy === null ? null : ((await people.byId(deployedBy))?.name ?? 'Onbekend'),
      note,
    };
  };

  const contractOf = async (
    versions: readonly RecordedVersion[],
    cases: CasesOfProcess | undefined,
  ): Promise<ProcessDefinition> => {
    const [latest] = versions;
    if (latest === undefined || cases === undefined)
      throw new Error('A process definition has at least one version.');
    return {
      processId: latest.processId,
      name: latest.name,
      latestVersion: latest.version,
      versions: await Promise.all(versions.map(versionOf)),
      cases,
    };
  };

  const authored = async (xml: string): Promise<AuthoredProcess> => {
    try {
      return await readProcess(xml);
    } catch (error) {
      if (!(error instanceof UnreadableProcess)) throw error;
      throw productError('invalid-request', { reason: error.message }, [
        { pointer: '/xml', message: error.message },
      ]);
    }
  };

  const checkConventions = (process: AuthoredProcess): void => {
    const errors = conventionErrors(process, options);
    if (errors.length > 0)
      throw productError(
        'deployment-refused',
        { reason: 'het past niet bij de formulieren, termijnen of organisaties van dit product.' },
        errors,
      );
  };

  const deployToEngine = async (resources: readonly { name: string; content: string }[]) => {
    try {
      return await deployer.deploy(resources);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      switch (engineErrorCode(error)) {
        case 'invalid-argument': {
          const errors = deploymentErrors(message);
          const reason = errors.length === 0 ? deploymentReason(message) : 'zie de genoemde elementen.';
          throw productError('deployment-refused', { reason }, errors);
        }
        case 'unavailable':
        case 'deadline-exceeded':
        case 'resource-exhausted':
          throw productError('engine-unavailable', {});
        default:
          throw error;
      }
    }
  };

  /**
   * Records what the engine answered.
   * @returns whether it was new, known already, or given out again by an engine that had lost what it knew
   */
  const record = async (
    issued: { readonly version: number; readonly processDefinitionKey: string },
    version: Omit<RecordedVersion, 'version' | 'processDefinitionKey' | 'recordedAt' | 'supersededAt'>,
  ): Promise<'new' | 'known' | 'restored'> => {
    const { processId } = version;
    const versions = await live(processId);
    const same = versions.find((known) => known.version === issued.version);
    if (same?.processDefinitionKey === issued.processDefinitionKey && same.checksum === version.checksum)
      return 'known';
    const latest = versions[0]?.version ?? 0;
    const countsAgain = latest > 0 && issued.version <= latest;
    const now = clock.now();
    if (countsAgain) {
      await model.updateMany({ processId, supersededAt: null }, { $set: { supersededAt: now } });
      outlines.clear();
    }
    await model.create({ ...version, ...issued, recordedAt: now, supersededAt: null });
    return countsAgain ? 'restored' : 'new';
  };

  const outlineOf = async (processDefinitionKey: string): Promise<ProcessOutline | undefined> => {
    const cached = outlines.get(processDefinitionKey);
    if (cached !== undefined) return cached;
    const recorded = await newest({ processDefinitionKey });
    if (recorded === undefined) return undefined;
    const { processId, version, xml } = recorded;
    const { name, steps } = await readProcess(xml);
    const outline = { processId, version, processDefinitionKey, name, steps };
    outlines.set(processDefinitionKey, outline);
    return outline;
  };

  return {
    async list() {
      const all = await model.find({ supersededAt: null }).sort({ version: -1 }).lean<RecordedVersion[]>();
      const byProcess = new Map<string, RecordedVersion[]>();
      for (const recorded of all)
        byProcess.set(recorded.processId, [...(byProcess.get(recorded.processId) ?? []), recorded]);
      const newestVersions = [...byProcess.values()].flatMap(([version]) => version ?? []);
      const cases = await casesOfVersions(connection, newestVersions, hiddenBelow);
      const processDefinitions = await Promise.all(
        [...byProcess].map(([processId, versions]) => contractOf(versions, cases.get(processId))),
      );
      return {
        hiddenBelow,
        processDefinitions: processDefinitions.sort((a, b) => a.name.localeCompare(b.name, 'nl')),
      };
    },

    async read(processId, version) {
      const found = await model.findOne({ processId, version, supersededAt: null }).lean<RecordedVersion>();
      if (found === null)
        throw productError('not-found', { what: `Versie ${version} van proces ${processId}` });
      return { processId, version, xml: found.xml };
    },

    deploy: ({ xml, note, user, basedOnVersion }) =>
      inTurn(async () => {
        const process = await authored(xml);
        checkConventions(process);
        const { processId, name } = process;
        const latest = (await live(processId))[0]?.version;
        if (basedOnVersion !== undefined && latest !== undefined && latest > basedOnVersion)
          throw productError('process-definition-changed', { processId });
        const answer = await deployToEngine([{ name: resourceName(processId), content: xml }]);
        const issued = answer.find((deployed) => deployed.processId === processId);
        if (issued === undefined)
          throw new Error(
            `The engine deployed ${resourceName(processId)} but named no process ${processId}.`,
          );
        const { version, processDefinitionKey } = issued;
        const result = await record(
          { version, processDefinitionKey },
          {
            processId,
            name,
            xml,
            checksum: checksumOf(xml),
            note,
            deployedBy: user.userId,
            deployedAt: clock.now(),
          },
        );
        const recorded = (await live(processId)).find((known) => known.version === version);
        if (recorded === undefined) throw new Error(`Version ${version} of ${processId} was not recorded.`);
        return { version: await versionOf(recorded), created: result !== 'known' };
      }),

    deployAtStart: (shipped) =>
      inTurn(async () => {
        const deployed: string[] = [];
        const keptDesigners: string[] = [];
        const restored: string[] = [];

        const fresh: { process: AuthoredProcess; xml: string }[] = [];
        for (const { fileName, xml } of shipped) {
          const process = await readShipped(fileName, xml, options);
          const { processId } = process;
          if ((await model.exists({ processId, checksum: checksumOf(xml) })) !== null) continue;
          const latest = await lastRecorded(processId);
          if (latest !== undefined && latest.deployedBy !== null) keptDesigners.push(processId);
          else fresh.push({ process, xml });
        }
        if (fresh.length > 0) {
          const answer = await deployToEngine(
            fresh.map(({ process, xml }) => ({ name: resourceName(process.processId), content: xml })),
          );
          for (const { process, xml } of fresh) {
            const { processId, name } = process;
            const issued = answer.find((candidate) => candidate.processId === processId);
            if (issued === undefined) throw new Error(`The engine did not deploy process ${processId}.`);
            const { version, processDefinitionKey } = issued;
            await record(
              { version, processDefinitionKey },
              {
                processId,
                name,
                xml,
                checksum: checksumOf(xml),
                note: shippedNote,
                deployedBy: null,
                deployedAt: clock.now(),
              },
            );
            deployed.push(processId);
          }
        }

        const others = (await model.distinct('processId')).filter((id) => !deployed.includes(id)).sort();
        const latestOfOthers = (await Promise.all(others.map(lastRecorded))).flatMap((found) => found ?? []);
        if (latestOfOthers.length > 0) {
          const answer = await deployToEngine(
            latestOfOthers.map(({ processId, xml }) => ({ name: resourceName(processId), content: xml })),
          );
          for (const latest of latestOfOthers) {
            const issued = answer.find(({ processId }) => processId === latest.processId);
            if (issued === undefined)
              throw new Error(`The engine did not deploy process ${latest.processId}.`);
            const { processId, name, xml, checksum, note, deployedBy, deployedAt } = latest;
            const result = await record(
              { version: issued.version, processDefinitionKey: issued.processDefinitionKey },
              { processId, name, xml, checksum, note, deployedBy, deployedAt },
            );
            if (result !== 'known') restored.push(processId);
          }
        }
        return { deployed, keptDesigners, restored };
      }),

    byKey: outlineOf,

    async inForceAt(processId, moment) {
      const recorded =
        (await newest({ processId, recordedAt: { $lte: moment } })) ?? (await oldest(processId));
      return recorded === undefined ? undefined : outlineOf(recorded.processDefinitionKey);
    },

    async stepName(processDefinitionKey, elementId) {
      const outline = await outlineOf(processDefinitionKey);
      return outline?.steps.find((step) => step.elementId === elementId)?.name;
    },
  };

  async function oldest(processId: string): Promise<RecordedVersion | undefined> {
    const [found] = await model
      .find({ processId })
      .sort({ recordedAt: 1, version: 1 })
      .limit(1)
      .lean<RecordedVersion[]>();
    return found;
  }

  async function newest(filter: QueryFilter<RecordedVersion>): Promise<RecordedVersion | undefined> {
    const [found] = await model
      .find(filter)
      .sort({ recordedAt: -1, version: -1 })
      .limit(1)
      .lean<RecordedVersion[]>();
    return found;
  }

  function lastRecorded(processId: string): Promise<RecordedVersion | undefined> {
    return newest({ processId });
  }
}

async function readShipped(
  fileName: string,
  xml: string,
  conventions: ProcessConventions,
): Promise<AuthoredProcess> {
  let process: AuthoredProcess;
  try {
    process = await readProcess(xml);
  } catch (error) {
    throw new Error(`processes/${fileName} cannot be used: ${(error as Error).message}`, { cause: error });
  }
  if (resourceName(process.processId) !== fileName)
    throw new Error(
      `processes/${fileName} contains process ${process.processId}; name the file ${resourceName(process.processId)}.`,
    );
  const errors = conventionErrors(process, conventions);
  if (errors.length > 0)
    throw new Error(
      `processes/${fileName} cannot be used:\n${errors.map(({ elementId, message }) => `- ${elementId}: ${message}`).join('\n')}`,
    );
  return process;
}
