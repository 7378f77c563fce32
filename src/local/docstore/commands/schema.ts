import { Long } from 'bson';
import { decodeDocument } from '../bson/decode.ts';
import { equalValues } from '../bson/compare.ts';
import { encodeDocument } from '../bson/encode.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { checkDatabaseName } from '../storage/catalog.ts';
import type { Collection, Index } from '../storage/collection.ts';
import {
  type Arguments,
  cursorBatchSize,
  refuseCollation,
  countValue,
  docOf,
  doubleValue,
  uuidValue,
} from './arguments.ts';
import { type Command, type CommandContext, namespaceOf } from './context.ts';

/** `create` */
export const create: Command = async ({ store, db, args }) => {
  args.allow(
    'capped',
    'size',
    'max',
    'autoIndexId',
    'idIndex',
    'validator',
    'validationLevel',
    'validationAction',
    'storageEngine',
    'viewOn',
    'pipeline',
    'indexOptionDefaults',
    'timeseries',
    'expireAfterSeconds',
    'clusteredIndex',
    'changeStreamPreAndPostImages',
    'encryptedFields',
  );
  args.refuse(
    'capped',
    'validator',
    'viewOn',
    'pipeline',
    'timeseries',
    'expireAfterSeconds',
    'clusteredIndex',
    'encryptedFields',
  );
  const name = args.collection();
  return store.writes.submit(() => {
    if (store.catalog.find(db, name)) {
      throw new StoreError('NamespaceExists', `Collection ${namespaceOf(db, name)} already exists.`);
    }
    store.catalog.create(db, name);
    return docOf({});
  });
};

/** `drop` */
export const drop: Command = async ({ store, db, args }) => {
  args.allow();
  const name = args.collection();
  return store.writes.submit(() => {
    const collection = store.catalog.find(db, name);
    // Since MongoDB 7 dropping what does not exist succeeds.
    if (!collection) return docOf({});
    const nIndexesWas = collection.indexes.length;
    store.catalog.drop(collection);
    return docOf({ ns: namespaceOf(db, name), nIndexesWas });
  });
};

/** `dropDatabase` */
export const dropDatabase: Command = async ({ store, db, args }) => {
  args.allow();
  checkDatabaseName(db);
  return store.writes.submit(() => {
    const collections = store.catalog.list(db);
    for (const collection of collections) store.catalog.drop(collection);
    return docOf({ dropped: collections.length > 0 ? db : undefined });
  });
};

/** `renameCollection` */
export const renameCollection: Command = async ({ store, db, args }) => {
  args.allow('to', 'dropTarget');
  requireAdmin(db, args);
  const from = args.collection();
  const to = args.required('to', args.string('to'));
  const [fromDb, fromName] = splitNamespace(from);
  const [toDb, toName] = splitNamespace(to);
  if (fromDb !== toDb)
    throw new StoreError('IllegalOperation', 'A collection can be renamed within its database only.');
  return store.writes.submit(() => {
    const collection = store.catalog.find(fromDb, fromName);
    if (!collection) throw new StoreError('NamespaceNotFound', `Source collection ${from} does not exist`);
    const target = store.catalog.find(toDb, toName);
    if (target === collection)
      throw new StoreError('IllegalOperation', "Can't rename a collection to itself");
    if (target) {
      if (!args.boolean('dropTarget')) throw new StoreError('NamespaceExists', 'target namespace exists');
      store.catalog.drop(target);
    }
    store.catalog.rename(collection, toName);
    return docOf({});
  });
};

/** @throws StoreError Unauthorized for a command about the whole server on another database */
function requireAdmin(db: string, args: Arguments): void {
  if (db !== 'admin')
    throw new StoreError('Unauthorized', `${args.command} may only be run against the admin database.`);
}

function splitNamespace(namespace: string): [string, string] {
  const dot = namespace.indexOf('.');
  if (dot < 1) throw new StoreError('InvalidNamespace', 'A namespace has the form database.collection');
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
}

/** `listDatabases` */
export const listDatabases: Command = ({ store, db, args }) => {
  args.allow('filter', 'nameOnly', 'authorizedDatabases');
  requireAdmin(db, args);
  const filter = compileFilter(args.doc('filter') ?? new Map<string, Value>());
  const nameOnly = args.boolean('nameOnly');
  const sizes = new Map<string, number>();
  for (const collection of store.catalog.list()) {
    sizes.set(collection.db, (sizes.get(collection.db) ?? 0) + collection.dataSize);
  }
  const databases = [...sizes]
    .map(([name, size]) => docOf({ name, sizeOnDisk: countValue(size), empty: size === 0 }))
    .filter((database) => filter(database))
    .map((database) => (nameOnly ? docOf({ name: database.get('name') }) : database));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return docOf({
    databases,
    totalSize: nameOnly ? undefined : countValue(total),
    totalSizeMb: nameOnly ? undefined : countValue(Math.floor(total / 1_048_576)),
  });
};

/** `listCollections` */
export const listCollections: Command = (context) => {
  const { store, db, args } = context;
  args.allow('filter', 'nameOnly', 'cursor', 'authorizedCollections');
  const filter = compileFilter(args.doc('filter') ?? new Map<string, Value>());
  const nameOnly = args.boolean('nameOnly');
  const entries = store.catalog
    .list(db)
    .map((collection) =>
      docOf({
        name: collection.name,
        type: 'collection',
        options: nameOnly ? undefined : collection.options,
        info: nameOnly ? undefined : docOf({ readOnly: false, uuid: uuidValue(collection.uuid) }),
        idIndex: nameOnly ? undefined : collection.idIndex.spec,
      }),
    )
    .filter((entry) => filter(entry));
  return listReply(context, namespaceOf(db, '$cmd.listCollections'), entries);
};

async function listReply(
  { store, args, connection }: CommandContext,
  namespace: string,
  entries: Doc[],
): Promise<Doc> {
  return docOf({
    cursor: await store.cursors.start(
      {
        namespace,
        batchSize: cursorBatchSize(args) ?? Infinity,
        singleBatch: false,
        noTimeout: false,
      },
      connection,
      () => entries.map((entry) => encodeDocument(entry)).values(),
    ),
  });
}

/** `listIndexes` */
export const listIndexes: Command = (context) => {
  const { store, db, args } = context;
  args.allow('cursor');
  const name = args.collection();
  const collection = store.catalog.find(db, name);
  if (!collection) throw new StoreError('NamespaceNotFound', `ns does not exist: ${namespaceOf(db, name)}`);
  return listReply(
    context,
    namespaceOf(db, name),
    collection.indexes.map((index) => index.spec),
  );
};

const INDEX_OPTIONS = [
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'ns',
  'collation',
  'hidden',
];

/** Checks an index definition and brings it to the form that is stored. */
function indexSpec(value: Value): Doc {
  if (!isDoc(value)) throw new StoreError('TypeMismatch', 'indexes must be documents');
  for (const name of value.keys()) {
    if (!INDEX_OPTIONS.includes(name)) {
      throw new StoreError(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification of this store.`,
      );
    }
  }
  refuseCollation(value.get('collation'));
  if (value.get('hidden') === true)
    throw new StoreError('InvalidIndexSpecificationOption', 'Hidden indexes are not supported.');
  for (const option of ['unique', 'sparse', 'background', 'hidden']) {
    const given = value.get(option);
    if (given !== undefined && typeof given !== 'boolean' && !isNumeric(given))
      throw new StoreError(
        'TypeMismatch',
        `The field '${option}' has a value that is not convertible to bool`,
      );
  }
  const version = value.get('v');
  if (version !== undefined && !(isNumeric(version) && [1, 2].includes(toJsNumber(version))))
    throw new StoreError('CannotCreateIndex', 'Invalid index version: use 2, or leave v out.');
  const key = value.get('key');
  if (!isDoc(key))
    throw new StoreError('FailedToParse', "The 'key' field is a required property of an index specification");
  if (key.size === 0) throw new StoreError('CannotCreateIndex', 'Index keys cannot be empty.');
  for (const [path, direction] of key) checkIndexField(path, direction);
  const name = value.get('name');
  if (typeof name !== 'string')
    throw new StoreError(
      'FailedToParse',
      "The 'name' field is a required property of an index specification",
    );
  checkIndexName(name, value, key);
  const partial = value.get('partialFilterExpression');
  if (partial !== undefined) {
    if (!isDoc(partial)) throw new StoreError('TypeMismatch', "'partialFilterExpression' must be an object");
    if (value.get('sparse') === true)
      throw new StoreError('CannotCreateIndex', "cannot mix 'partialFilterExpression' and 'sparse' options");
    checkPartialFilter(partial);
  }
  const expire = value.get('expireAfterSeconds');
  if (expire !== undefined) {
    if (!isNumeric(expire) || !(toJsNumber(expire) >= 0) || toJsNumber(expire) > 0x7fff_ffff) {
      throw new StoreError(
        'CannotCreateIndex',
        'TTL index expireAfterSeconds must be a number from 0 to 2147483647',
      );
    }
    if (key.size !== 1)
      throw new StoreError(
        'CannotCreateIndex',
        'TTL indexes are single-field indexes, compound indexes do not support TTL',
      );
    if (key.has('_id')) throw new StoreError('CannotCreateIndex', 'The field _id cannot have a TTL index');
  }
  const truthy = (option: string): boolean | undefined => {
    const given = value.get(option);
    return given === true || (isNumeric(given) && toJsNumber(given) !== 0) ? true : undefined;
  };
  return docOf({
    v: 2,
    key: new Map([...key].map(([path, direction]) => [path, toJsNumber(direction as number) < 0 ? -1 : 1])),
    name,
    unique: truthy('unique'),
    sparse: truthy('sparse'),
    partialFilterExpression: partial,
    expireAfterSeconds: expire === undefined ? undefined : countValue(toJsNumber(expire)),
  });
}

/** The index that every collection has: it takes no options, and nothing else has its name. */
function checkIndexName(name: string, spec: Doc, key: Doc): void {
  if (name === '') throw new StoreError('CannotCreateIndex', 'The index name cannot be empty');
  if (name === '*') throw new StoreError('BadValue', "The index name '*' is not valid.");
  const direction = key.get('_id');
  const isIdIndex = key.size === 1 && isNumeric(direction) && toJsNumber(direction) > 0;
  if (name === '_id_' && !isIdIndex)
    throw new StoreError('BadValue', "The index name '_id_' is reserved for the _id index { _id: 1 }.");
  if (!isIdIndex) return;
  for (const option of spec.keys())
    if (!['key', 'name', 'v', 'ns', 'background', 'collation'].includes(option))
      throw new StoreError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an _id index specification.`,
      );
}

function checkIndexField(path: string, direction: Value): void {
  if (typeof direction === 'string') {
    throw new StoreError(
      'CannotCreateIndex',
      `Index type '${direction}' is not supported by this store; use 1 or -1.`,
    );
  }
  if (!isNumeric(direction) || !(Math.abs(toJsNumber(direction)) > 0)) {
    throw new StoreError(
      'CannotCreateIndex',
      `Values in v:2 index key pattern cannot be of this kind; use 1 or -1 for '${path}'`,
    );
  }
  if (path === '' || path.split('.').includes(''))
    throw new StoreError('CannotCreateIndex', 'Index keys cannot contain an empty field.');
  const names = path.split('.');
  if (
    names.some((name, at) => name.startsWith('$') && (at === 0 || !['$ref', '$id', '$db'].includes(name)))
  ) {
    throw new StoreError(
      'CannotCreateIndex',
      `Index key contains an illegal field name: '${path}' (wildcard indexes are not supported).`,
    );
  }
}

const PARTIAL_OPERATORS = new Set(['$eq', '$in', '$gt', '$gte', '$lt', '$lte', '$exists', '$type']);

function checkPartialFilter(filter: Doc): void {
  compileFilter(filter);
  for (const [name, value] of filter) {
    if ((name === '$and' || name === '$or') && Array.isArray(value)) {
      for (const clause of value) if (isDoc(clause)) checkPartialFilter(clause);
    } else if (name.startsWith('$')) {
      throw new StoreError('CannotCreateIndex', `Expression not supported in partial index: ${name}`);
    } else if (isDoc(value)) {
      for (const [operator, operand] of value) {
        if (!operator.startsWith('$')) continue;
        if (
          !PARTIAL_OPERATORS.has(operator) ||
          (operator === '$exists' && operand !== true && operand !== 1)
        ) {
          throw new StoreError('CannotCreateIndex', `Expression not supported in partial index: ${operator}`);
        }
      }
    }
  }
}

/** What makes two indexes different ones, so that both can exist. */
function identity(spec: Doc): Doc {
  return docOf({
    key: spec.get('key'),
    unique: spec.get('unique') ?? false,
    sparse: spec.get('sparse') ?? false,
    partialFilterExpression: spec.get('partialFilterExpression') ?? null,
  });
}

const isSameIndex = (a: Doc, b: Doc): boolean => equalValues(identity(a), identity(b));
const isSameExpiry = (a: Doc, b: Doc): boolean =>
  equalValues(a.get('expireAfterSeconds') ?? null, b.get('expireAfterSeconds') ?? null);

/** The existing index that makes this one needless. Throws when an existing one stands in its way. */
function existing(collection: Collection, spec: Doc): Index | undefined {
  const name = spec.get('name') as string;
  if (equalValues(collection.idIndex.keyPattern, spec.get('key')!)) return collection.idIndex;
  const named = collection.indexes.find((index) => index.name === name);
  if (named) {
    if (!isSameIndex(named.spec, spec))
      throw new StoreError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index, but other keys or options: '${name}'. Choose another name or drop it first.`,
      );
    if (!isSameExpiry(named.spec, spec))
      throw new StoreError(
        'IndexOptionsConflict',
        `An equivalent index already exists with the same name but different options: '${name}'. Drop it first.`,
      );
    return named;
  }
  const same = collection.indexes.find((index) => isSameIndex(index.spec, spec));
  if (same)
    throw new StoreError(
      'IndexOptionsConflict',
      isSameExpiry(same.spec, spec)
        ? `Index already exists with a different name: ${same.name}`
        : `An equivalent index already exists with a different name and options: ${same.name}`,
    );
  return undefined;
}

/** `createIndexes` */
export const createIndexes: Command = async ({ store, db, args }) => {
  args.allow('indexes', 'commitQuorum');
  const name = args.collection();
  const list = args.required('indexes', args.array('indexes'));
  if (list.length === 0) throw new StoreError('BadValue', 'Must specify at least one index to create');
  const specs = list.map(indexSpec);
  return store.writes.submit(() => {
    const built: Index[] = [];
    const createdCollectionAutomatically = store.catalog.find(db, name) === undefined;
    const collection = store.catalog.ensure(db, name);
    const numIndexesBefore = collection.indexes.length;
    const wanted = specs.filter((spec) => !existing(collection, spec));
    try {
      for (const spec of wanted) {
        if (existing(collection, spec))
          throw new StoreError(
            'IndexAlreadyExists',
            `Identical index already exists: ${spec.get('name') as string}`,
          );
        const index = store.catalog.defineIndex(spec);
        collection.build(index, decodeDocument);
        built.push(index);
      }
    } catch (error) {
      // All or nothing: take back what this command built.
      for (const index of built) collection.dropIndex(index);
      throw error;
    }
    return docOf({
      numIndexesBefore,
      numIndexesAfter: collection.indexes.length,
      createdCollectionAutomatically,
      note: wanted.length === 0 ? 'all indexes already exist' : undefined,
    });
  });
};

/** `dropIndexes` */
export const dropIndexes: Command = async ({ store, db, args }) => {
  args.allow('index');
  const name = args.collection();
  const which = args.required('index', args.value('index'));
  return store.writes.submit(() => {
    const collection = store.catalog.find(db, name);
    if (!collection) throw new StoreError('NamespaceNotFound', `ns not found ${namespaceOf(db, name)}`);
    const nIndexesWas = collection.indexes.length;
    for (const index of indexesToDrop(collection, which)) collection.dropIndex(index);
    return docOf({
      nIndexesWas,
      msg: which === '*' ? 'non-_id indexes dropped for collection' : undefined,
    });
  });
};

function indexesToDrop(collection: Collection, which: Value): Index[] {
  if (which === '*') return collection.indexes.filter((index) => index.name !== '_id_');
  if (Array.isArray(which)) return which.flatMap((one) => indexesToDrop(collection, one));
  const [index, another] = collection.indexes.filter((item) =>
    isDoc(which) ? equalValues(item.keyPattern, which) : item.name === which,
  );
  if (another)
    throw new StoreError(
      'AmbiguousIndexKeyPattern',
      'Several indexes have this key pattern; drop one by its name.',
    );
  if (!index) {
    throw new StoreError(
      'IndexNotFound',
      typeof which === 'string' ? `index not found with name [${which}]` : "can't find index with that key",
    );
  }
  if (index.name === '_id_') throw new StoreError('InvalidOptions', 'cannot drop _id index');
  return [index];
}

/** The unit of sizes that a client asks for, in bytes. */
export function scaleOf(scale: Value | undefined): number {
  if (scale === undefined || scale === null) return 1;
  const bytes = isNumeric(scale) ? Math.trunc(toJsNumber(scale)) : NaN;
  if (!(bytes >= 1)) throw new StoreError('BadValue', 'scale has to be a number that is at least 1');
  return bytes;
}

/** What is known about the size of a collection; of one that does not exist, nothing. */
export function storageFacts(
  collection: Collection | undefined,
  scale: number,
): Record<string, Value | undefined> {
  const size = Math.floor((collection?.dataSize ?? 0) / scale);
  const count = collection?.count ?? 0;
  return {
    size: countValue(size),
    count: countValue(count),
    avgObjSize: count > 0 ? countValue(Math.floor(collection!.dataSize / count)) : undefined,
    storageSize: countValue(size),
    capped: false,
    nindexes: collection?.indexes.length ?? 0,
    scaleFactor: scale,
  };
}

/** `collStats` */
export const collStats: Command = ({ store, db, args }) => {
  args.allow('scale');
  const name = args.collection();
  return docOf({
    ns: namespaceOf(db, name),
    ...storageFacts(store.catalog.find(db, name), scaleOf(args.value('scale'))),
  });
};

/** `dbStats` */
export const dbStats: Command = ({ store, db, args }) => {
  args.allow('scale', 'freeStorage');
  const collections = store.catalog.list(db);
  const sum = (of: (collection: Collection) => number): number =>
    collections.reduce((total, item) => total + of(item), 0);
  const objects = sum((item) => item.count);
  const dataSize = sum((item) => item.dataSize);
  const scale = scaleOf(args.value('scale'));
  return docOf({
    db,
    collections: collections.length,
    views: 0,
    objects: Long.fromNumber(objects),
    avgObjSize: doubleValue(objects > 0 ? dataSize / objects : 0),
    dataSize: doubleValue(dataSize / scale),
    storageSize: doubleValue(dataSize / scale),
    indexes: Long.fromNumber(sum((item) => item.indexes.length)),
    scaleFactor: doubleValue(scale),
  });
};
