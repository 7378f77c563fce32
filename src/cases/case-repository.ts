import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import { productError } from '../lib/errors.ts';
import { activeYearsOf } from './active-years.ts';
import { caseModel, complete, type CaseFile, type StepPlace } from './case-file.ts';
import { eraseDeletedOf } from './erase-deleted.ts';
import { inboxItemModel } from './inbox-item.ts';
import type { ProcessVariables } from './process-commands.ts';

/** Of a case that may be about the same person as another: who its signals are about, and nothing else of what they say. */
export type MatchCandidate = Pick<
  CaseFile,
  'caseId' | 'reference' | 'municipalityId' | 'phase' | 'openedAt' | 'signals'
>;

/** Reads and writes case files; every write is one atomic update of one document. */
export interface CaseRepository {
  /** @throws ProductError `not-found` */
  get(caseId: string): Promise<CaseFile>;
  find(caseId: string): Promise<CaseFile | undefined>;
  findByReference(reference: string): Promise<CaseFile | undefined>;
  findBySignalRequest(requestId: string): Promise<CaseFile | undefined>;
  /** One page of the cases that a filter of the access policy allows, newest first. */
  list(
    filter: Readonly<Record<string, unknown>>,
    page: { readonly page: number; readonly pageSize: number },
  ): Promise<{ readonly caseFiles: readonly CaseFile[]; readonly total: number }>;
  /**
   * A mark that is another one as soon as one of the cases that a filter of the access policy allows changes, comes or goes. It
   * tells nothing about them: it is a hash, and no case leaves the store for it.
   *
   * @param filter for at most some hundreds of cases: the versions of all of them are read
   */
  markOf(filter: Readonly<Record<string, unknown>>): Promise<string>;
  /** The next `C-<year>-<number>`; numbers are never given twice and may have gaps. */
  nextReference(year: number): Promise<string>;
  /** Adds a new case. @throws ProductError `request-id-reused` when its signal's request id exists already */
  insert(caseFile: CaseFile): Promise<void>;
  /**
   * Applies a pure change to the newest version and stores it if nobody changed the case meanwhile; otherwise once more
   * with the newer version. A change that returns the same object writes nothing; a field that it leaves out is removed.
   *
   * @throws ProductError `case-changed` when others were first every time; whatever `change` throws
   */
  change(caseId: string, change: (caseFile: CaseFile) => CaseFile): Promise<CaseFile>;
  /**
   * An automatic step: applies the rule once per job key, with a step record in the same update; a repeated delivery
   * gets the variables of the first.
   */
  applyStep(
    caseId: string,
    step: StepPlace & { readonly jobType: string; readonly at: Date },
    rule: (caseFile: CaseFile) => { readonly caseFile: CaseFile; readonly variables: ProcessVariables },
  ): Promise<ProcessVariables>;
  /**
   * Earlier cases of the same municipality that share a match key with this one.
   *
   * @param filter which cases may be compared with at all
   */
  matchCandidates(
    caseFile: Pick<CaseFile, 'caseId' | 'municipalityId' | 'openedAt' | 'matchKeys'>,
    filter: Readonly<Record<string, unknown>>,
  ): Promise<readonly MatchCandidate[]>;
  /** Cases with promises to the engine written before this moment, oldest first. */
  withOutbox(writtenBefore: Date, limit: number): Promise<readonly CaseFile[]>;
  /**
   * Makes the store give up what was deleted or replaced of cases and their inbox items (erase-deleted.ts). */
  eraseDeleted(): Promise<void>;
  /** Destroyed cases of these municipalities, the last one first. */
  listDestroyed(
    municipalityIds: readonly string[],
    page: { readonly page: number; readonly pageSize: number },
  ): Promise<{ readonly caseFiles: readonly CaseFile[]; readonly total: number }>;
  /** Builds the indexes. Call once at start, before anything is written. */
  ensureIndexes(): Promise<void>;
}

interface Counter {
  readonly _id: string;
  readonly value: number;
}

const counterSchema = new Schema<Counter>(
  { _id: { type: String, required: true }, value: { type: Number, required: true } },
  { collection: 'counters', versionKey: false, strict: 'throw' },
);

const counterModel = (connection: Connection): Model<Counter> =>
  (connection.models['Counter'] as Model<Counter> | undefined) ??
  connection.model<Counter>('Counter', counterSchema);

/** Three voters, a worker and a reminder at the same moment are normal; this many are a fault. */
const CHANGE_ATTEMPTS = 60;

/** What the store keeps beside the case file. */
const withoutKeys = { _id: 0, activeYears: 0 } as const;

/** MongoDB's code for a violated unique index. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && (error as Error & { code?: unknown }).code === 11000;
}

/** The repository on the collections `cases` and `counters` of this connection. */
export function createCaseRepository(connection: Connection): CaseRepository {
  const cases = caseModel(connection);
  const counters = counterModel(connection);

  const findOne = async (filter: Readonly<Record<string, unknown>>): Promise<CaseFile | undefined> => {
    const stored = await cases.findOne(filter, withoutKeys).lean<CaseFile>();
    return stored === null ? undefined : complete(stored);
  };

  const find: CaseRepository['find'] = (caseId) => findOne({ caseId });

  const get = async (caseId: string): Promise<CaseFile> => {
    const caseFile = await find(caseId);
    if (caseFile === undefined) throw productError('not-found', { what: `Casus ${caseId}` });
    return caseFile;
  };

  const change: CaseRepository['change'] = async (caseId, apply) => {
    for (let attempt = 1; attempt <= CHANGE_ATTEMPTS; attempt += 1) {
      const current = await get(caseId);
      const next = apply(current);
      if (next === current) return current;
      const stored = await cases
        .findOneAndUpdate(
          { caseId, version: current.version },
          {
            $set: {
              ...changedFields(current, next),
              pendingSince: next.outbox[0]?.at ?? null,
              activeYears: activeYearsOf(next),
              version: current.version + 1,
            },
            $unset: Object.fromEntries(
              Object.keys(current)
                .filter((name) => !Object.hasOwn(next, name))
                .map((name) => [name, '']),
            ),
          },
          { returnDocument: 'after', projection: withoutKeys },
        )
        .lean<CaseFile>();
      if (stored !== null) return complete(stored);
      await pause(Math.random() * Math.min(attempt * 2, 40));
    }
    throw productError('case-changed', { caseId });
  };

  const pageOf = async (
    filter: Readonly<Record<string, unknown>>,
    order: Readonly<Record<string, -1>>,
    { page, pageSize }: { readonly page: number; readonly pageSize: number },
  ) => {
    const [caseFiles, total] = await Promise.all([
      cases
        .find(filter, withoutKeys)
        .sort({ ...order })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .lean<CaseFile[]>(),
      cases.countDocuments(filter),
    ]);
    return { caseFiles: caseFiles.map(complete), total };
  };

  return {
    find,
    get,
    change,

    findByReference: (reference) => findOne({ reference }),
    findBySignalRequest: (requestId) => findOne({ 'signals.requestId': requestId }),

    list: (filter, page) => pageOf(filter, { openedAt: -1, reference: -1 }, page),

    async markOf(filter) {
      const versions = await cases
        .find(filter, { _id: 0, caseId: 1, version: 1 })
        .lean<Pick<CaseFile, 'caseId' | 'version'>[]>();
      const sorted = versions.map(({ caseId, version }) => `${caseId} ${version}`).sort();
      return createHash('sha256').update(sorted.join('\n')).digest('base64url');
    },

    async nextReference(year) {
      const increment = async () =>
        counters
          .findOneAndUpdate(
            { _id: `case-reference-${year}` },
            { $inc: { value: 1 } },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<Counter>();
      // Two first cases of a year may both try to insert the counter; the loser finds it the second time.
      const counter = await increment().catch((error: unknown) => {
        if (isDuplicateKey(error)) return increment();
        throw error;
      });
      return `C-${year}-${String(counter?.value ?? 0).padStart(4, '0')}`;
    },

    async insert(caseFile) {
      try {
        const stored = {
          ...caseFile,
          pendingSince: caseFile.outbox[0]?.at ?? null,
          activeYears: activeYearsOf(caseFile),
        };
        await cases.create([stored]);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        throw productError('request-id-reused', { requestId: caseFile.signals[0]?.requestId ?? '-' });
      }
    },

    async applyStep(caseId, step, rule) {
      const { at, ...place } = step;
      const changed = await change(caseId, (caseFile) => {
        if (caseFile.steps.some(({ jobKey }) => jobKey === step.jobKey)) return caseFile;
        const { caseFile: next, variables } = rule(caseFile);
        return { ...next, steps: [...next.steps, { ...place, at, variables }] };
      });
      return changed.steps.find(({ jobKey }) => jobKey === step.jobKey)?.variables ?? {};
    },

    async matchCandidates({ caseId, municipalityId, openedAt, matchKeys }, filter) {
      if (matchKeys.length === 0) return [];
      const found = await cases
        .find(
          { $and: [{ matchKeys: { $in: [...matchKeys] } }, filter] },
          {
            _id: 0,
            caseId: 1,
            reference: 1,
            municipalityId: 1,
            phase: 1,
            openedAt: 1,
            'signals.data.subject': 1,
          },
        )
        .lean<MatchCandidate[]>();
      // The keys are the municipality's own. Only earlier ones: of two that find each other, two people could each link one to the other.
      return found.filter(
        (other) =>
          other.municipalityId === municipalityId &&
          (other.openedAt < openedAt ||
            (other.openedAt.getTime() === openedAt.getTime() && other.caseId < caseId)),
      );
    },

    async withOutbox(writtenBefore, limit) {
      const found = await cases
        .find({ pendingSince: { $lte: writtenBefore } }, withoutKeys)
        .sort({ pendingSince: 1 })
        .limit(limit)
        .lean<CaseFile[]>();
      return found.map(complete);
    },

    eraseDeleted: () => eraseDeletedOf(connection, [cases.collection, inboxItemModel(connection).collection]),

    listDestroyed: (municipalityIds, page) =>
      pageOf(
        { phase: 'destroyed', municipalityId: { $in: [...municipalityIds] } },
        { 'destruction.at': -1 },
        page,
      ),

    async ensureIndexes() {
      await cases.createIndexes();
    },
  };
}

function changedFields(current: CaseFile, next: CaseFile): Partial<CaseFile> {
  return Object.fromEntries(
    Object.entries(next).filter(([name, value]) => current[name as keyof CaseFile] !== value),
  );
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
