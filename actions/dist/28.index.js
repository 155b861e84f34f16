export const id = 28;
export const ids = [28];
export const modules = {

/***/ 5034:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D7: () => (/* binding */ publishCommit)
/* harmony export */ });
/* unused harmony exports publishedFile, partitionValues */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4377);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);


/** One file of ours in the table: `key` is whole, counted from the bucket's root. */
const publishedFile = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    day: zod__WEBPACK_IMPORTED_MODULE_2__/* .date */ .p6(),
    rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Its ETag in the table, from S3's own answer; null until one is recorded. A bucket under KMS gives a copy another one. */
    etag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(),
    /** The range file in the ledger that it is a copy of; `key` counts from that bucket's root. */
    from: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), etag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }),
});
/** Values of YEAR, MONTH and DAY. */
const partitionValues = zod__WEBPACK_IMPORTED_MODULE_1__/* .tuple */ .PVZ([zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()]);
/**
 * What we put into the table, and nothing else. Written as `placing` before the first file and as `published` after the
 * last: a roll-back deletes exactly these, and only where they are still what we wrote.
 */
const publishCommit = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('publish-commit/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    /** Of this publish alone: its files carry it as metadata and its partitions as a parameter, so that a lost answer loses none. */
    mark: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[0-9a-f]{32}$/),
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['placing', 'published', 'rolling-back', 'rolled-back']),
    table: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ database: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), name: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), at: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .side */ .Cf }),
    /** Digest of the range commits that the files are of. */
    inputs: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    files: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(publishedFile),
    /** Partitions that the catalogue did not have: those that we register, and after that those that we registered. */
    partitions: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(partitionValues),
    /** Of files that are not ours, as counted while publishing. */
    others: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ files: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9 }),
    updatedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});


/***/ }),

/***/ 4281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BE: () => (/* binding */ readPublishCommit),
/* harmony export */   fS: () => (/* binding */ readRangeCommit),
/* harmony export */   zb: () => (/* binding */ readFolderCommits)
/* harmony export */ });
/* unused harmony export readFolderCommit */
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3399);
/* harmony import */ var _contracts_publish_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5034);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7406);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1439);
/* harmony import */ var _checkpoint_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7925);






const READS_AT_ONCE = 16;
/** The commit of one folder for the manifest that its checkpoint has now; null when there is none. @throws MigrationError ACCOUNTS_OPEN */
async function readFolderCommit({ ledger, names, transform }, folder, manifestGeneration, signal) {
    const name = names.table(transform).folderCommit(folder, manifestGeneration);
    const stored = await ledger.read(name, signal);
    if (stored === null)
        return null;
    const commit = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .folderCommit */ .oT, stored.body.toString('utf8'), ledger.uri(name));
    const rejected = Object.values(commit.rejects).reduce((sum, times) => sum + times, 0);
    const staged = commit.files.reduce((sum, { rows }) => sum + rows, 0);
    const daily = Object.values(commit.days).reduce((sum, rows) => sum + rows, 0);
    if (commit.documents === commit.rows + rejected && commit.rows === staged && commit.rows === daily)
        return commit;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The commit ${ledger.uri(name)} does not close: ${commit.documents} documents, ${commit.rows} rows, ${rejected} rejects; ${staged} rows in files, ${daily} in days`, { next: 'Delete it and run the partition job of this folder again.' });
}
/** The commits of all folders in their order, and the folders that have none. */
async function readFolderCommits(where, folders, signal) {
    const found = [];
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_5__/* .eachUpTo */ .M)(folders.entries(), READS_AT_ONCE, async ([index, folder]) => {
        const stored = await (0,_checkpoint_js__WEBPACK_IMPORTED_MODULE_4__/* .readCheckpoint */ .HQ)(where.ledger, where.names, folder, signal);
        found[index] = stored === null ? null : await readFolderCommit(where, folder, stored.checkpoint.generation, signal);
    });
    return {
        commits: found.filter((commit) => commit !== null),
        missing: folders.filter((_, index) => found[index] === null),
    };
}
async function readRangeCommit({ ledger, names, transform }, range, inputs, signal) {
    const name = names.table(transform).rangeCommit(range, inputs);
    const stored = await ledger.read(name, signal);
    return stored === null ? null : (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .rangeCommit */ .Nz, stored.body.toString('utf8'), ledger.uri(name));
}
async function readPublishCommit({ ledger, names, transform }, signal) {
    const name = names.table(transform).publish();
    const stored = await ledger.read(name, signal);
    return stored === null ? null : (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_publish_js__WEBPACK_IMPORTED_MODULE_2__/* .publishCommit */ .D7, stored.body.toString('utf8'), ledger.uri(name));
}


/***/ }),

/***/ 5352:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EB: () => (/* binding */ projectsPartitions),
/* harmony export */   It: () => (/* binding */ sameLocation),
/* harmony export */   O1: () => (/* binding */ valuesKey),
/* harmony export */   Vh: () => (/* binding */ usableTable)
/* harmony export */ });
/* unused harmony export PARTITION_KEYS */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

const PARTITION_KEYS = ['year', 'month', 'day'];
const valuesKey = (values) => JSON.stringify(values);
const sameLocation = (a, b) => plainLocation(a) === plainLocation(b);
/** Hadoop knows S3 under three names; a slash at the end changes nothing. */
const plainLocation = (location) => location.replace(/^s3[an]:/, 's3:').replace(/\/*$/, '/');
/** Athena computes the partitions of such a table, and looks at none that is registered (Athena, "Partition projection"). */
const projectsPartitions = ({ parameters }) => parameters['projection.enabled']?.toLowerCase() === 'true';
/**
 * The table in the catalogue, when our files can be part of it.
 * @throws MigrationError PREREQUISITE_MISSING when there is none, CONFIG_INVALID when it is another kind of table or lies elsewhere
 */
function usableTable(table, { database, name }, at, 
/** A key below the prefix by which another table format shows. */
foreignLog) {
    const called = `${database}.${name}`;
    const location = `s3://${at.bucket}/${at.prefix}`;
    if (table === null) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('PREREQUISITE_MISSING', `There is no table ${called} in the Glue catalogue of account ${at.account}, ${at.region}`, {
            next: `It is the live pipeline's to create: an external Parquet table at ${location}, partitioned by year, month and day as strings. Or correct partition.table in the migration file.`,
        });
    }
    const wrong = foreignLog === null
        ? whyUnusable(table, location)
        : `${foreignLog} is the log of another table format, which knows only the files that it names`;
    if (wrong === null)
        return table;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONFIG_INVALID', `Files cannot be published into table ${called}: ${wrong}`, {
        next: 'Nothing was placed. Correct partition.table in the migration file, or the table in the catalogue.',
    });
}
function whyUnusable(table, location) {
    const format = table.parameters['table_type'] ?? table.parameters['spark.sql.sources.provider'] ?? '';
    if (/^(?:iceberg|delta|hudi)$/i.test(format))
        return `it is a table of ${format}, which knows only the files that its own log names`;
    if (!/parquet/i.test(table.format))
        return `its files are not Parquet (${table.format.trim() === '' ? 'no format is said' : table.format})`;
    if (!sameLocation(table.location, location))
        return `it lies at ${table.location === '' ? 'no place' : table.location}, and the migration's files go to ${location}`;
    const keys = table.partitionKeys.map(([key, type]) => `${key.toLowerCase()} ${type.toLowerCase()}`);
    const wanted = PARTITION_KEYS.map((key) => `${key} string`);
    return keys.join(', ') === wanted.join(', ')
        ? null
        : `it is partitioned by (${keys.join(', ') || 'nothing'}), and ours by (${wanted.join(', ')}): zero-padded text, in this order`;
}


/***/ }),

/***/ 2076:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C_: () => (/* binding */ ON_PUBLISH),
/* harmony export */   kN: () => (/* binding */ readCommit),
/* harmony export */   rV: () => (/* binding */ writeCommit)
/* harmony export */ });
/* unused harmony export ON_ROLLBACK */
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_publish_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5034);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _ledger_store_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8038);
/* harmony import */ var _places_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9869);





/** What a stage does with the commit that it finds; `none`: there is no commit yet. */
const ON_PUBLISH = {
    none: 'begin',
    placing: 'go-on',
    published: 'look',
    'rolling-back': 'refuse',
    'rolled-back': 'begin',
};
const ON_ROLLBACK = {
    none: 'nothing',
    placing: 'roll-back',
    published: 'roll-back',
    'rolling-back': 'roll-back',
    // A publish that ran at the same time may have placed files after the last look.
    'rolled-back': 'look-again',
};
/**
 * The commit at this name, when it can be this publisher's. Nothing is written or deleted that is not in it, so every key
 * in it must be a place that only this publisher gives.
 * @throws MigrationError CONTRACT_MISMATCH for a commit of somebody else, or one that names other files than ours
 */
async function readCommit(ledger, { name, publisher, table }, signal) {
    const stored = await ledger.read(name, signal);
    if (stored === null)
        return null;
    const commit = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_publish_js__WEBPACK_IMPORTED_MODULE_1__/* .publishCommit */ .D7, stored.body.toString('utf8'), ledger.uri(name));
    const own = commit.migration === publisher.migration && commit.identity === publisher.identity && commit.transform === publisher.transform;
    const { at } = commit.table;
    const stray = commit.files.find((file) => !(0,_places_js__WEBPACK_IMPORTED_MODULE_4__/* .isPlaceOf */ .n3)(publisher, at.prefix, file));
    const here = at.bucket === table.bucket && at.account === table.account;
    if (own && here && stray === undefined)
        return { commit, etag: stored.etag };
    const what = !own
        ? `is of migration ${commit.migration}, identity ${commit.identity}, transform ${commit.transform}`
        : here
            ? `names a file that no publish of ours places: ${stray?.key}`
            : `is of a table in bucket ${at.bucket} of account ${at.account}, and the target is ${table.bucket} of ${table.account}`;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `${ledger.uri(name)} ${what}`, {
        next: 'Somebody changed or copied it. Take back an earlier version of the object (the ledger keeps them for 30 days), then re-run this job.',
    });
}
/** Writes the commit over the version that was read, or where none was; a lost condition means that another job is at work. */
async function writeCommit(ledger, name, commit, before) {
    const condition = before === null ? { absent: true } : { etag: before.etag };
    return { commit, etag: await (0,_ledger_store_js__WEBPACK_IMPORTED_MODULE_3__/* .writeOrThrow */ .Hy)(ledger, name, JSON.stringify(commit), condition) };
}


/***/ }),

/***/ 8702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ readFooter)
});

// EXTERNAL MODULE: ./node_modules/hyparquet/src/metadata.js + 5 modules
var metadata = __webpack_require__(5361);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
;// CONCATENATED MODULE: ./build/src/publish/parquet-columns.js
/** The columns of a Parquet file, from its footer's list of schema elements: depth first, the root ahead. */
function columnsOfElements(elements) {
    const [root, end] = nodeAt(elements, 0);
    if (end !== elements.length)
        throw new Error(`the schema has ${elements.length} elements, and its tree ends after ${end}`);
    return fieldsOf(root);
}
function nodeAt(elements, at) {
    const element = elements[at];
    if (element === undefined)
        throw new Error('the schema ends in the middle of its tree');
    const children = [];
    let next = at + 1;
    for (let count = element.num_children ?? 0; count > 0; count -= 1) {
        const [child, after] = nodeAt(elements, next);
        children.push(child);
        next = after;
    }
    return [{ element, children }, next];
}
const fieldsOf = ({ children }) => children.map((child) => [child.element.name, kindOf(child)]);
/** A field that is repeated outside of a LIST or a MAP is a list of itself (parquet-format, LogicalTypes.md, "Lists"). */
function kindOf(node) {
    const kind = onceOf(node);
    return node.element.repetition_type === 'REPEATED' ? { list: kind } : kind;
}
function onceOf(node) {
    const { element, children } = node;
    if (children.length === 0)
        return wordOf(element);
    const annotation = element.logical_type?.type ?? element.converted_type;
    const [only] = children;
    if (only !== undefined && children.length === 1 && only.element.repetition_type === 'REPEATED') {
        if (annotation === 'LIST')
            return { list: elementOf(node, only) };
        if ((annotation === 'MAP' || annotation === 'MAP_KEY_VALUE') && only.children.length === 2)
            return { map: [kindOf(only.children[0]), kindOf(only.children[1])] };
    }
    if (annotation === 'VARIANT')
        return 'variant';
    return { struct: fieldsOf(node) };
}
/** Writers have put lists down in several ways; these are the format's own rules for reading all of them (LogicalTypes.md, "Lists"). */
function elementOf(list, repeated) {
    const { name } = repeated.element;
    const [only] = repeated.children;
    const wrapped = repeated.children.length === 1 && name !== 'array' && name !== `${list.element.name}_tuple`;
    return wrapped && only !== undefined ? kindOf(only) : onceOf(repeated);
}
const UNITS = { MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' };
/** A column without fields, by what it means; how the bytes lie (encoding, compression, a decimal's width) is not of the schema. */
function wordOf({ type, type_length, logical_type: logical, converted_type: converted, precision, scale }) {
    if (logical?.type === 'TIMESTAMP')
        return `timestamp(${UNITS[logical.unit]}${logical.isAdjustedToUTC ? ', utc' : ''})`;
    if (logical?.type === 'TIME')
        return `time(${UNITS[logical.unit]}${logical.isAdjustedToUTC ? ', utc' : ''})`;
    if (logical?.type === 'INTEGER')
        return integer(logical.bitWidth, logical.isSigned);
    if (logical?.type === 'DECIMAL')
        return `decimal(${logical.precision},${logical.scale})`;
    if (logical !== undefined)
        return WORDS[logical.type] ?? logical.type.toLowerCase();
    if (converted === 'DECIMAL')
        return `decimal(${precision ?? 0},${scale ?? 0})`;
    if (converted !== undefined)
        return WORDS[converted] ?? converted.toLowerCase();
    if (type === 'FIXED_LEN_BYTE_ARRAY')
        return `binary(${type_length ?? 0})`;
    return WORDS[type ?? ''] ?? String(type);
}
const integer = (bits, signed) => `${signed ? '' : 'unsigned '}${INTEGERS[bits] ?? `int${bits}`}`;
const INTEGERS = { 8: 'tinyint', 16: 'smallint', 32: 'int', 64: 'bigint' };
const WORDS = {
    BOOLEAN: 'boolean',
    INT32: 'int',
    INT64: 'bigint',
    // What Spark and Hive wrote before there were annotations for it. Not every reader takes it for the same as an INT64.
    INT96: 'timestamp(int96)',
    FLOAT: 'float',
    DOUBLE: 'double',
    BYTE_ARRAY: 'binary',
    STRING: 'string',
    UTF8: 'string',
    ENUM: 'string',
    DATE: 'date',
    UUID: 'uuid',
    FLOAT16: 'float16',
    TIME_MILLIS: 'time(ms, utc)',
    TIME_MICROS: 'time(us, utc)',
    TIMESTAMP_MILLIS: 'timestamp(ms, utc)',
    TIMESTAMP_MICROS: 'timestamp(us, utc)',
    INT_8: 'tinyint',
    INT_16: 'smallint',
    INT_32: 'int',
    INT_64: 'bigint',
    UINT_8: 'unsigned tinyint',
    UINT_16: 'unsigned smallint',
    UINT_32: 'unsigned int',
    UINT_64: 'unsigned bigint',
};

;// CONCATENATED MODULE: ./build/src/publish/footers.js




/** Enough for nearly every footer: one request for each file. */
const FIRST_BYTES = 65_536;
/** Footers grow with row groups times columns; one above this is not read but told. */
const FOOTER_UP_TO_BYTES = 64 * 1024 * 1024;
/** The length of the metadata, then "PAR1" (parquet-format, README, "File format"). */
const ENDING_BYTES = 8;
/** The columns that a Parquet file's footer names, read from its end; the data is never fetched, nor unpacked. */
async function readFooter(s3, at, key, signal, firstBytes = FIRST_BYTES) {
    try {
        const tail = await s3.getTail(at, key, firstBytes, signal);
        if (tail === null)
            return { found: 'nothing' };
        const { body, size } = tail;
        if (body.length < ENDING_BYTES || body.toString('latin1', body.length - 4) !== 'PAR1')
            return { found: 'no-parquet', why: size === 0 ? 'it is empty' : 'it does not end as a Parquet file does' };
        const footerBytes = body.readUInt32LE(body.length - ENDING_BYTES) + ENDING_BYTES;
        if (footerBytes > size)
            return { found: 'no-parquet', why: `its footer is said to have ${footerBytes} bytes, and it has ${size} in all` };
        if (footerBytes > FOOTER_UP_TO_BYTES)
            return { found: 'no-parquet', why: `its footer has ${footerBytes} bytes` };
        if (footerBytes <= body.length)
            return columnsIn(body);
        const whole = await s3.getTail(at, key, footerBytes, signal);
        return whole === null || whole.etag !== tail.etag ? { found: 'nothing' } : columnsIn(whole.body);
    }
    catch (error) {
        throw error instanceof types/* S3Error */.D ? (0,explain/* explainS3Error */.y)(error, `reading the schema of ${key}`) : error;
    }
}
function columnsIn(tail) {
    try {
        const { num_rows: rows, schema } = (0,metadata/* parquetMetadata */.m5)(tail, { geoparquet: false });
        return { found: 'columns', columns: columnsOfElements(schema), rows: Number(rows) };
    }
    catch (error) {
        return { found: 'no-parquet', why: `its footer cannot be read: ${error.message}` };
    }
}


/***/ }),

/***/ 9869:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ek: () => (/* binding */ placesOf),
/* harmony export */   iQ: () => (/* binding */ partitionOf),
/* harmony export */   jt: () => (/* binding */ directoryOf),
/* harmony export */   n3: () => (/* binding */ isPlaceOf),
/* harmony export */   y_: () => (/* binding */ nameOfOurs)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);



/** Digits of the transform's digest in a name: enough to tell the publishes of one migration apart. */
const TRANSFORM_DIGITS = 12;
const INDEX_DIGITS = 5;
const REST_OF_NAME = /^([0-9a-f]{12})-r\d{2,3}-\d{5,}\.parquet$/;
const fileName = ({ migration, transform }, range, index) => `bucket-brigade-${migration}-${transform.slice(0, TRANSFORM_DIGITS)}-${range}-${String(index).padStart(INDEX_DIGITS, '0')}.parquet`;
function partitionOf(day) {
    const [year = '', month = '', date = ''] = day.split('-');
    return [year, month, date];
}
/** The directory of a partition, counted from the bucket's root, with a slash at its end. */
function directoryOf(tablePrefix, [year, month, day]) {
    return `${tablePrefix}YEAR=${year}/MONTH=${month}/DAY=${day}/`;
}
/** What a key's name says of its publisher; null for one that is not of this migration. */
function nameOfOurs(migration, key) {
    const name = key.slice(key.lastIndexOf('/') + 1);
    const beginning = `bucket-brigade-${migration}-`;
    // Exact to its end: migration `a` must not take a file of migration `a-0123456789ab` for its own.
    const rest = name.startsWith(beginning) ? REST_OF_NAME.exec(name.slice(beginning.length)) : null;
    return rest?.[1] === undefined ? null : { transform: rest[1] };
}
/**
 * Whether the key is one that this publisher gives to a file of this day, and nobody else: what may be written, and what
 * may be deleted, is this and nothing else, whatever a document says.
 */
function isPlaceOf(publisher, tablePrefix, { key, day }) {
    const directory = directoryOf(tablePrefix, partitionOf(day));
    const name = key.slice(directory.length);
    return (key.startsWith(directory) &&
        !name.includes('/') &&
        nameOfOurs(publisher.migration, name)?.transform === publisher.transform.slice(0, TRANSFORM_DIGITS));
}
/**
 * Where every range file goes. Pure, and the same for the same commits, so that a repeat finds its own files.
 * `below` is what every range file's key begins with: the table half of this migration's ledger.
 * @throws MigrationError ACCOUNTS_OPEN when rows do not add up, CONTRACT_MISMATCH when a commit says what cannot be
 */
function placesOf(publisher, { tablePrefix, below, rows }, ranges) {
    const files = ranges.flatMap(({ range, commit }) => {
        const sum = total(commit.files);
        if (sum !== commit.rows)
            throw open(`Range ${range.name} says ${commit.rows} rows, and its files have ${sum}`);
        return commit.files.map((file, index) => placed(publisher, { tablePrefix, below }, range, file, index));
    });
    refuseTwins(files.map(({ key }) => key), 'two files of the ranges have the same place');
    refuseTwins(files.map(({ from }) => from.key), 'a file is in the ranges twice');
    const sum = total(files);
    if (sum !== rows)
        throw open(`The ranges have ${sum} rows, and ${rows} were expected of the folders`);
    const days = [...new Set(files.map(({ day }) => day))].toSorted();
    const inputs = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256')
        .update((0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)({ tablePrefix, ranges: ranges.map(({ range, commit }) => [range.name, commit.inputs]), files }))
        .digest('hex')
        .slice(0, 32);
    return { files, partitions: days.map(partitionOf), rows, inputs };
}
function placed(publisher, { tablePrefix, below }, range, file, index) {
    const { day, rows, bytes } = file;
    const outside = (range.from !== null && day < range.from) || (range.until !== null && day >= range.until);
    if (outside)
        throw impossible(`range ${range.name} has a file of ${day}, which is not a day of it: ${file.key}`);
    if (!file.key.startsWith(below))
        throw impossible(`range ${range.name} has a file that is not below ${below}: ${file.key}`);
    if (rows === 0 || bytes === 0)
        throw impossible(`range ${range.name} has a file without rows: ${file.key}`);
    const key = directoryOf(tablePrefix, partitionOf(day)) + fileName(publisher, range.name, index);
    return { key, day, rows, bytes, etag: null, from: { key: file.key, etag: file.etag } };
}
const total = (files) => files.reduce((sum, { rows }) => sum + rows, 0);
function refuseTwins(keys, why) {
    const seen = new Set();
    for (const key of keys) {
        if (seen.has(key))
            throw impossible(`${why}: ${key}`);
        seen.add(key);
    }
}
function open(message) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('ACCOUNTS_OPEN', message, {
        next: 'Nothing was placed. Compact the ranges again from the folder commits that are valid now, then publish.',
    });
}
function impossible(why) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `The range commits cannot be published: ${why}`, {
        next: 'Nothing was placed. Compact the ranges again: their commits were damaged, or are not of this migration.',
    });
}


/***/ }),

/***/ 3696:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   gp: () => (/* binding */ partitionsThere),
/* harmony export */   hD: () => (/* binding */ locationOf),
/* harmony export */   kz: () => (/* binding */ registerMissing),
/* harmony export */   rq: () => (/* binding */ assertInPlace)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _catalogue_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5352);
/* harmony import */ var _places_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9869);



const locationOf = (at, values) => `s3://${at.bucket}/${(0,_places_js__WEBPACK_IMPORTED_MODULE_2__/* .directoryOf */ .jt)(at.prefix, values)}`;
/** Those of these partitions that the catalogue has. */
async function partitionsThere(catalogue, wanted, signal) {
    const asked = new Set(wanted.map(_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .valuesKey */ .O1));
    const there = new Map();
    if (asked.size === 0)
        return there;
    for await (const partition of catalogue.partitions(signal)) {
        if (asked.has((0,_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .valuesKey */ .O1)(partition.values)))
            there.set((0,_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .valuesKey */ .O1)(partition.values), partition);
    }
    return there;
}
/**
 * A partition that is registered at another place would hide our files from every reader of the catalogue.
 * @throws MigrationError PUBLISH_CONFLICT
 */
function assertInPlace(at, partitions) {
    for (const { values, location } of partitions) {
        const ours = locationOf(at, values);
        if ((0,_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .sameLocation */ .It)(location, ours))
            continue;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('PUBLISH_CONFLICT', `Partition ${values.join('/')} of the table is registered at ${location}, and our files go to ${ours}`, {
            next: 'Rows there would be seen by no reader of the catalogue. Move the partition to its directory, then re-run this job.',
        });
    }
}
/** Somebody who registers and unregisters the same partitions all the time is told. */
const ROUNDS_UP_TO = 3;
/** Registers what is missing, and gives those that are registered by us: now, or by a run of this publish before. */
async function registerMissing(catalogue, { at, mark, missing }, signal) {
    const ours = [];
    let rest = [...missing];
    for (let round = 1; rest.length > 0; round += 1) {
        if (round > ROUNDS_UP_TO)
            throw unsteady(rest[0]);
        const wanted = rest.map((values) => ({ values, location: locationOf(at, values), mark }));
        const wereThere = new Set((await catalogue.register(wanted, signal)).map(_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .valuesKey */ .O1));
        const gone = [];
        for (const values of rest) {
            // Registered since we looked: by the live pipeline, or by us, and the answer was lost.
            const found = wereThere.has((0,_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .valuesKey */ .O1)(values)) ? await catalogue.partition(values, signal) : 'registered';
            if (found === null)
                gone.push(values);
            else if (found === 'registered')
                ours.push(values);
            else {
                assertInPlace(at, [found]);
                if (found.mark === mark)
                    ours.push(values);
            }
        }
        rest = gone;
    }
    return ours;
}
function unsteady(values) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('PUBLISH_CONFLICT', `Partition ${values.join('/')} is registered and unregistered by somebody else meanwhile`, {
        next: 'Let the other job end, then re-run this one: it goes on where it stopped.',
    });
}


/***/ }),

/***/ 9715:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Wl: () => (/* binding */ strangeDirectory),
/* harmony export */   bp: () => (/* binding */ surveyTable),
/* harmony export */   uV: () => (/* binding */ sampleOf)
/* harmony export */ });
/* harmony import */ var _listing_walk_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9493);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2469);
/* harmony import */ var _places_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9869);




async function surveyTable(s3, at, { wanted, migration }, signal) {
    const there = new Map();
    const newest = new Map();
    let strangers = 0;
    let first = null;
    let others = 0;
    let foreignLog = null;
    try {
        for await (const object of (0,_listing_walk_js__WEBPACK_IMPORTED_MODULE_0__/* .walk */ .GG)(s3, { from: { bucket: at.bucket, owner: at.account }, prefix: at.prefix }, signal)) {
            const { key } = object;
            if (wanted.has(key)) {
                there.set(key, object);
                continue;
            }
            others += 1;
            if ((0,_places_js__WEBPACK_IMPORTED_MODULE_3__/* .nameOfOurs */ .y_)(migration, key) !== null) {
                strangers += 1;
                first ??= object;
                continue;
            }
            const inside = key.slice(at.prefix.length);
            if (FOREIGN_LOG.test(inside))
                foreignLog ??= key;
            if (isHidden(inside) || object.size === 0)
                continue;
            const directory = inside.slice(0, inside.lastIndexOf('/') + 1);
            const before = newest.get(directory);
            if (before === undefined || before.lastModified < object.lastModified)
                newest.set(detached(directory), { ...object, key: detached(key) });
        }
    }
    catch (error) {
        throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_2__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explainS3Error */ .y)(error, `listing the table at s3://${at.bucket}/${at.prefix}`) : error;
    }
    return { there, strangers: { files: strangers, first }, others: { files: others }, newest, foreignLog };
}
/** Strings of a list page share the page's memory (src/s3/list-page.ts): one of each partition would keep the whole listing. */
const detached = (text) => Buffer.from(text).toString();
/** Delta's and Hudi's logs, and Iceberg's metadata (their specifications). */
const FOREIGN_LOG = /^(?:_delta_log\/|\.hoodie\/|metadata\/[^/]+\.metadata\.json$)/;
/** Spark, Hive and Athena pass over what begins with "_" or "." (HadoopFSUtils.shouldFilterOutPathName; Athena, "Table location in Amazon S3"). */
function isHidden(inside) {
    return inside.split('/').some((part) => part.startsWith('_') || part.startsWith('.'));
}
/** Of each directory its newest file; the newest of all first, because the live pipeline's schema of today is the one that counts. */
function sampleOf({ newest }, upToFiles) {
    const byAge = [...newest.values()].toSorted((a, b) => a.lastModified === b.lastModified ? (a.key < b.key ? -1 : 1) : a.lastModified < b.lastModified ? 1 : -1);
    return byAge.slice(0, upToFiles);
}
const VALUE = { YEAR: /^\d{4}$/, MONTH: /^\d{2}$/, DAY: /^\d{2}$/ };
/** Where Hive puts rows without a value. */
const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';
/** A directory of the table that is not of the form YEAR=…/MONTH=…/DAY=…/, zero-padded; null when all are. */
function strangeDirectory({ newest }) {
    const names = Object.keys(VALUE);
    for (const directory of newest.keys()) {
        const parts = directory.split('/').slice(0, -1);
        const fits = (part, name) => {
            const value = part?.startsWith(`${name}=`) ? part.slice(name.length + 1) : null;
            return value !== null && (value === NO_VALUE || VALUE[name].test(value));
        };
        if (parts.length !== names.length || !names.every((name, index) => fits(parts[index], name)))
            return directory;
    }
    return null;
}


/***/ }),

/***/ 75:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hi: () => (/* binding */ inMarkdown),
/* harmony export */   KT: () => (/* binding */ named),
/* harmony export */   OZ: () => (/* binding */ receiptMarkdown),
/* harmony export */   Xg: () => (/* binding */ planMarkdown),
/* harmony export */   ai: () => (/* binding */ number),
/* harmony export */   bk: () => (/* binding */ VERDICTS),
/* harmony export */   mH: () => (/* binding */ shardMarkdown),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** Text from outside, inert in Markdown: a key may hold anything. */
function inMarkdown(text) {
    return (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(text).replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:@$]/g, (char) => `&#${char.charCodeAt(0)};`);
}
const number = (value) => value.toLocaleString('en-US');
function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
/** Names of a list, cut where a reader stops reading; the count is exact. */
function named(names, upTo) {
    const rest = names.length - upTo;
    return (names
        .slice(0, upTo)
        .map((name) => `\`${name}\``)
        .join(' ') + (rest > 0 ? ` and ${number(rest)} more` : ''));
}
function planMarkdown(plan, digest, uri) {
    const { estimate, source, target, cutoff } = plan;
    const bound = plan.folders.some(({ more }) => more) ? '≥ ' : '';
    return [
        `### Plan: ${plan.migration}`,
        '',
        table(['what', 'value'], [
            ['source', `\`s3://${source.bucket}/${source.prefix}\` (${source.region}, ${source.account})`],
            ['target', `\`s3://${target.bucket}/${target.prefix}\` (${target.region}, ${target.account})`],
            ['cut-off', cutoff.lastModified ?? 'none'],
            ['folders', number(plan.folders.length)],
            ['shards', number(plan.shards.length)],
            ['objects', bound + number(estimate.objects)],
            ['bytes', bound + number(estimate.bytes)],
            ['cost', `${bound}$${estimate.usd.toFixed(2)} (prices of ${estimate.pricesOf})`],
            ...(plan.verify === undefined
                ? []
                : [['verify', `on a machine of type ${plan.verify.machine.instanceType}, about ${bound}${estimate.machineHours ?? 0} h`]]),
            ['time at one S3 partition', `${bound}${number(estimate.secondsAtOnePartition)} s`],
            ['plan', `\`${digest}\``],
        ]),
        '',
        `Kept at \`${uri}\`.`,
        '',
    ].join('\n');
}
/** Failed keys on a page; the result has all of them. */
const FAILURES_SHOWN = 10;
const reasonOf = ({ code, message, requestId }) => `${inMarkdown(code)}: ${inMarkdown(message)}${requestId === undefined ? '' : ` (request ${inMarkdown(requestId)})`}`;
function shardMarkdown(result) {
    const { shard, round, verdict, accounts, attempt, skipped, folders, failures, failedFolders = [] } = result;
    const lines = [
        `### Shard ${shard}${round === 0 ? '' : `, round ${round}`}: ${verdict === 'equal' ? '✅ equal' : verdict === 'stopped' ? '⏸ stopped' : '❌ failed'}`,
        '',
        table(['folders', 'done before', 'listed', 'identical', 'copied', 'failed', 'vanished', 'excluded', 'copied now', 'seconds'], [
            [
                folders,
                skipped,
                accounts.listed,
                accounts.identical,
                accounts.copied,
                accounts.failed,
                accounts.vanished,
                accounts.excluded,
                attempt.copies,
                Math.round(attempt.seconds),
            ].map(number),
        ]),
        '',
    ];
    for (const { folder, ...why } of failedFolders)
        lines.push(`- folder ${inMarkdown(folder)}: ${reasonOf(why)}`);
    for (const { key, ...why } of failures.slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(key)}: ${reasonOf(why)}`);
    if (failures.length > FAILURES_SHOWN)
        lines.push(`- and ${number(failures.length - FAILURES_SHOWN)} more`);
    // Once for each code and step: what to do is the same for all of its keys.
    const steps = new Set([...failedFolders, ...failures].flatMap(({ code, next }) => (next === undefined ? [] : [`${code}: ${next}`])));
    if (steps.size > 0)
        lines.push('', 'What to do:', '');
    for (const step of [...steps].slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(step)}`);
    if (attempt.unswept !== undefined)
        lines.push('', `Uploads in parts that an earlier worker may have left stay: ${inMarkdown(attempt.unswept)}`);
    return [...lines, ''].join('\n');
}
const VERDICTS = {
    identical: '✅ identical',
    different: '❌ different',
    unproven: '❓ unproven',
};
function batchRows({ run }) {
    if (run.batches.length === 0)
        return [];
    const met = {};
    for (const { failures } of run.batches)
        for (const [name, times] of Object.entries(failures))
            met[name] = (met[name] ?? 0) + times;
    return [
        ['clusters rented by this run', number(run.batches.reduce((sum, { clusters }) => sum + clusters, 0))],
        ...Object.entries(met).map(([name, times]) => [`folders or ranges that failed on one: ${name}`, number(times)]),
    ];
}
function documentRows({ documents, published, table: seen }) {
    if (documents === null)
        return [];
    return [
        ['documents read', number(documents.read)],
        ['= rows', number(documents.rows)],
        ...Object.entries(documents.rejects).map(([reason, times]) => [`+ rejects: ${reason}`, number(times)]),
        [
            'published',
            published === null
                ? 'nothing'
                : `${number(published.rows)} rows in ${number(published.files)} files of ${number(published.partitions)} days`,
        ],
        ...(seen === null ? [] : [['table verified', seen.verdict === 'whole' ? 'whole' : Object.keys(seen.findings).join(', ')]]),
    ];
}
function receiptMarkdown(receipt, plan, passes) {
    const { objects, folders, resources, run } = receipt;
    const complete = receipt.verdict === 'complete';
    const left = resources.instances + resources.clusters + resources.grants;
    return [
        `### ${complete ? '✅ Complete' : '❌ Incomplete'}: ${receipt.migration}`,
        '',
        complete
            ? `Every key of the ${number(folders.expected)} expected folders that belongs to the migration is proven to be at \`s3://${plan.target.bucket}/${plan.target.prefix}\`.`
            : receipt.reasons.map((reason) => `- ${inMarkdown(reason)}`).join('\n'),
        '',
        table(['what', 'number'], [
            ['folders expected', number(folders.expected)],
            ['folders identical', number(folders.identical)],
            ['objects listed', number(objects.listed)],
            ['= copied', number(objects.copied)],
            ['+ identical already', number(objects.identical)],
            ['+ failed', number(objects.failed)],
            ['+ vanished', number(objects.vanished)],
            ['+ excluded', number(objects.excluded)],
            ['bytes proven at the target', number(receipt.bytes)],
            ...documentRows(receipt),
            ['copies made by this run', number(run.copies)],
            ...batchRows(receipt),
            [
                'still rented or granted',
                left === 0 ? 'nothing' : `${resources.instances} instances, ${resources.clusters} clusters, ${resources.grants} grants`,
            ],
        ]),
        '',
        run.copies === 0 ? 'This run copied nothing: everything was there.\n' : '',
        table(['pass', 'verdict', 'findings', 'shards repeated'], passes.map(({ pass, verdict, counts, shards }) => [
            String(pass),
            VERDICTS[verdict],
            Object.entries(counts)
                .map(([name, times]) => `${name} ${number(times)}`)
                .join(', ') || 'none',
            shards.length === 0 ? 'none' : shards.join(' '),
        ])),
        '',
        ...passes
            .filter(({ folders: affected }) => affected.length > 0)
            .map(({ pass, folders: affected }) => `Pass ${pass} found ${named(affected, 40)}.`),
        '',
        `From ${receipt.startedAt} to ${receipt.finishedAt}; plan \`${receipt.plan}\`.`,
        '',
    ].join('\n');
}


/***/ }),

/***/ 8946:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  np: () => (/* binding */ publishInputOf),
  Wt: () => (/* binding */ publishStage),
  Kl: () => (/* binding */ publisherOf),
  o_: () => (/* binding */ tableRootOf)
});

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/commits.js
var commits = __webpack_require__(4281);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/publish/places.js
var publish_places = __webpack_require__(9869);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/publish/catalogue.js
var publish_catalogue = __webpack_require__(5352);
// EXTERNAL MODULE: ./build/src/publish/commit.js
var publish_commit = __webpack_require__(2076);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
;// CONCATENATED MODULE: ./build/src/publish/ours.js



/** Metadata of a file that we placed: the commit's mark, and where the commit is. */
const MARK = 'bucket-brigade-publish';
const COMMIT = 'bucket-brigade-commit';
/**
 * Whether what lies there is what we placed. Where an ETag was recorded, it alone decides: somebody who copies our file
 * over itself keeps our mark. `look`: only the object's metadata can tell.
 */
function judge(file, lying, mark) {
    if (lying === null)
        return { is: 'absent' };
    const { etag, size, metadata } = lying;
    if (file.etag !== null)
        return etag === file.etag
            ? { is: 'ours', by: 'recorded ETag', etag }
            : { is: 'not-ours', etag, why: `its ETag is ${etag}, and ours was ${file.etag}` };
    if (size !== file.bytes)
        return { is: 'not-ours', etag, why: `it has ${size} bytes, and ours ${file.bytes}` };
    if (etag === file.from.etag)
        return { is: 'ours', by: 'ETag of its source', etag };
    if (metadata === null)
        return { is: 'look' };
    return metadata[MARK] === mark
        ? { is: 'ours', by: 'mark', etag }
        : { is: 'not-ours', etag, why: 'it does not carry the mark of this publish' };
}
/** Looks at the object itself where a listing does not tell enough. */
async function judgeThere(s3, at, file, listed, mark, signal) {
    const first = judge(file, listed === undefined ? null : { ...listed, metadata: null }, mark);
    return first.is === 'look' ? await lookAt(s3, at, file, mark, signal) : first;
}
async function lookAt(s3, at, file, mark, signal) {
    try {
        const seen = judge(file, await s3.getTail(at, file.key, 1, signal), mark);
        if (seen.is === 'look')
            throw new Error('an object that was read has its metadata');
        return seen;
    }
    catch (error) {
        throw error instanceof types/* S3Error */.D ? (0,explain/* explainS3Error */.y)(error, `looking at ${file.key}`) : error;
    }
}
const LOOKS_AT_ONCE = 16;
/** The judgement of every file of the commit, in their order. */
async function judgeAll(s3, at, { files, mark }, there, signal) {
    const judgements = [];
    await (0,pool/* eachUpTo */.M)(files.entries(), LOOKS_AT_ONCE, async ([index, file]) => {
        judgements[index] = await judgeThere(s3, at, file, there.get(file.key), mark, signal);
    });
    return judgements;
}

;// CONCATENATED MODULE: ./build/src/publish/conflicts.js




/** Why a publish is refused: each names the other publish or the file, and what a person does about it. */
function unfinishedRollBack(uri) {
    return new errors/* MigrationError */.Py('PUBLISH_CONFLICT', `The roll-back of ${uri} has begun and has not ended`, {
        next: 'Run rollback again until it says rolled back, then publish.',
    });
}
function otherWork(uri, { state, inputs, table }) {
    const what = `${state === 'published' ? 'published' : 'begun to publish'} other files into ${table.database}.${table.name} (inputs ${inputs})`;
    return new errors/* MigrationError */.Py('PUBLISH_CONFLICT', `An earlier publish of this migration has ${what}: ${uri}`, {
        next: 'Its rows are in the table. Roll it back first, then publish.',
    });
}
/** Files of this migration that this publish does not know: of another transform, or of another identity. */
async function earlierPublish(s3, ledger, at, { strangers }, signal) {
    const key = strangers.first?.key ?? '';
    const named = await commitOf(s3, at, key, signal);
    const commit = named === null ? 'a publish whose commit they do not name' : (0,errors/* printable */.g$)(ledger.uri(named));
    return new errors/* MigrationError */.Py('PUBLISH_CONFLICT', `The table holds ${strangers.files} files of an earlier publish of this migration: ${commit}`, {
        details: { first: `s3://${at.bucket}/${key}` },
        next: `Its rows would be there twice. Roll it back first (rollback${named === null ? '' : ` --commit ${commit}`}), then publish.`,
    });
}
async function commitOf(s3, at, key, signal) {
    try {
        const tail = await s3.getTail({ bucket: at.bucket, owner: at.account }, key, 1, signal);
        return tail?.metadata[COMMIT] ?? null;
    }
    catch (error) {
        throw error instanceof types/* S3Error */.D ? (0,explain/* explainS3Error */.y)(error, `looking at ${key}`) : error;
    }
}
/** At the beginning of a publish nothing of ours can be there. */
function leftBehind(at, keys, rolledBack) {
    const why = rolledBack
        ? 'the roll-back of the publish before left it, because somebody had changed it'
        : 'no commit in the ledger tells of it';
    return new errors/* MigrationError */.Py('PUBLISH_CONFLICT', `s3://${at.bucket}/${keys[0]} has a name of ours, and ${why}`, {
        details: { files: keys.length },
        next: rolledBack
            ? 'Run rollback again; what it still names as changed, move away by hand, then re-run this job.'
            : 'It was left as it is. Find out who put it there and move it away, then re-run this job.',
    });
}
/** Every file of ours is in the table as it was recorded. @throws MigrationError PUBLISH_CONFLICT that names what is not */
function assertWhole(at, files, there, next) {
    const gone = files.filter(({ key }) => !there.has(key));
    const changed = files.filter(({ key, etag, bytes }) => there.has(key) && (there.get(key).etag !== etag || there.get(key).size !== bytes));
    const first = gone[0] ?? changed[0];
    if (first === undefined)
        return;
    throw new errors/* MigrationError */.Py('PUBLISH_CONFLICT', `The table does not hold what was published: ${gone.length} files are gone, ${changed.length} are others now; first s3://${at.bucket}/${first.key}`, { next });
}

;// CONCATENATED MODULE: ./build/src/publish/place.js




/** Somebody else writing to the same key ends within moments; a place that is fought over for longer is told. */
const LOOKS_UP_TO = 6;
const PAUSE_MS = 500;
/**
 * Copies one range file to its place, if nothing is there. What is there already is ours or a conflict; it is never
 * written over. Gives the file with the ETag that it has in the table.
 * @throws MigrationError PUBLISH_CONFLICT when something else is there, CONTRACT_MISMATCH when the range file is another one by now
 */
async function placeFile(deps, placing, file) {
    const { s3, clock, random, signal } = deps;
    for (let look = 1;; look += 1) {
        const refusal = await copyOnto(s3, placing, file, signal);
        if (!(refusal instanceof types/* S3Error */.D))
            return { ...file, etag: refusal };
        if (![404, 409, 412].includes(refusal.status) || refusal.code === 'NoSuchBucket')
            throw (0,explain/* explainS3Error */.y)(refusal, `placing ${file.key}`);
        // An answer that was lost, an earlier run, another job, or somebody else: what lies there tells.
        const there = await lookAt(s3, placing.table, file, placing.mark, signal);
        if (there.is === 'ours')
            return { ...file, etag: there.etag };
        if (there.is === 'not-ours')
            throw conflictAt(placing.table, file.key, there.why);
        if (refusal.status !== 409)
            throw sourceChanged(placing, file, refusal);
        if (look >= LOOKS_UP_TO)
            throw (0,explain/* explainS3Error */.y)(refusal, `placing ${file.key}, where somebody else keeps writing,`);
        await clock.sleep(PAUSE_MS * (0.5 + random()), signal);
    }
}
async function copyOnto(s3, { ledger, table, mark, commitName }, file, signal) {
    try {
        const copied = await s3.copyObject({
            source: { ...ledger, ...file.from },
            target: { ...table, key: file.key },
            storageClass: 'STANDARD',
            ifAbsent: true,
            label: { contentType: 'application/vnd.apache.parquet', metadata: { [MARK]: mark, [COMMIT]: commitName } },
        }, signal);
        return copied.etag;
    }
    catch (error) {
        if (error instanceof types/* S3Error */.D)
            return error;
        throw error;
    }
}
function conflictAt(table, key, why) {
    return new errors/* MigrationError */.Py('PUBLISH_CONFLICT', `s3://${table.bucket}/${key} is not ours: ${why}`, {
        next: 'It was left as it is. Find out who put it there and move it away, then re-run this job; or roll this publish back.',
    });
}
function sourceChanged({ ledger }, { from, key }, cause) {
    const gone = cause.status === 404;
    return new errors/* MigrationError */.Py('CONTRACT_MISMATCH', `s3://${ledger.bucket}/${from.key} is ${gone ? 'gone' : 'not the file that its range commit names'}`, {
        cause,
        details: { place: key, etag: from.etag },
        next: 'Roll this publish back, compact the range again, then publish.',
    });
}

// EXTERNAL MODULE: ./build/src/publish/register.js
var register = __webpack_require__(3696);
;// CONCATENATED MODULE: ./build/src/publish/columns.js
/**
 * Where two schemas differ, column by column, in the order of ours. The order of top-level columns is free, because every
 * reader finds them by name; that of a struct's fields is free only where the caller says so.
 */
function differencesOf(ours, theirs, rules) {
    return fieldsDiffer('', ours, theirs, { ...rules, top: true });
}
function fieldsDiffer(path, ours, theirs, { fieldOrder, top }) {
    const found = [];
    const at = (name) => (path === '' ? name : `${path}.${name}`);
    const rest = new Map();
    for (const [name, type] of theirs) {
        if (rest.has(name))
            found.push({ column: at(name), ours: 'one column', theirs: 'two of this name' });
        rest.set(name, type);
    }
    for (const [name, type] of ours) {
        const other = rest.get(name);
        rest.delete(name);
        if (other === undefined)
            found.push({ column: at(name), ours: spelled(type), theirs: null });
        else
            found.push(...kindsDiffer(at(name), type, other, fieldOrder));
    }
    for (const [name, type] of rest)
        found.push({ column: at(name), ours: null, theirs: spelled(type) });
    if (!top && fieldOrder === 'counts' && found.length === 0 && ours.some(([name], index) => name !== theirs[index]?.[0])) {
        const inOrder = (columns) => `fields in the order ${columns.map(([name]) => name).join(', ')}`;
        found.push({ column: path, ours: inOrder(ours), theirs: inOrder(theirs) });
    }
    return found;
}
function kindsDiffer(path, ours, theirs, fieldOrder) {
    if (typeof ours === 'object' && typeof theirs === 'object') {
        if ('list' in ours && 'list' in theirs)
            return kindsDiffer(`${path}[]`, ours.list, theirs.list, fieldOrder);
        if ('struct' in ours && 'struct' in theirs)
            return fieldsDiffer(path, ours.struct, theirs.struct, { fieldOrder, top: false });
        if ('map' in ours && 'map' in theirs) {
            const keys = kindsDiffer(`${path}{} key`, ours.map[0], theirs.map[0], fieldOrder);
            return [...keys, ...kindsDiffer(`${path}{}`, ours.map[1], theirs.map[1], fieldOrder)];
        }
    }
    return ours === theirs ? [] : [{ column: path, ours: spelled(ours), theirs: spelled(theirs) }];
}
/** A type as the catalogue would write it. */
function spelled(kind) {
    if (typeof kind === 'string')
        return kind;
    if ('list' in kind)
        return `array<${spelled(kind.list)}>`;
    if ('map' in kind)
        return `map<${spelled(kind.map[0])},${spelled(kind.map[1])}>`;
    return `struct<${kind.struct.map(([name, type]) => `${name}:${spelled(type)}`).join(',')}>`;
}
/** The same for the same columns, whatever their order at the top: what tells schemas of many files apart. */
function schemaKey(columns) {
    const byName = columns.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(byName.map(([name, type]) => [name, spelled(type)]));
}

// EXTERNAL MODULE: ./build/src/publish/footers.js + 1 modules
var publish_footers = __webpack_require__(8702);
;// CONCATENATED MODULE: ./build/src/publish/hive-columns.js
/** Columns as the catalogue has them: names in lower case, types as Hive writes them. A type that cannot be read stays one word. */
function columnsOfHive(columns) {
    return columns.map(([name, type]) => [name.toLowerCase(), kindOfHive(type)]);
}
function kindOfHive(text) {
    const cursor = { text: text.trim(), at: 0 };
    const kind = readKind(cursor);
    return kind !== null && cursor.at === cursor.text.length ? kind : text;
}
function readKind(cursor) {
    const word = take(cursor, /[a-z_]+/iy)?.toLowerCase();
    if (word === undefined)
        return null;
    if (word === 'array') {
        const inner = within(cursor, () => readKind(cursor));
        return inner === null ? null : { list: inner };
    }
    if (word === 'map') {
        return within(cursor, () => {
            const key = readKind(cursor);
            const value = key !== null && take(cursor, /,/y) !== undefined ? readKind(cursor) : null;
            return key === null || value === null ? null : { map: [key, value] };
        });
    }
    if (word === 'struct')
        return within(cursor, () => readFields(cursor));
    const size = take(cursor, /\([0-9, ]*\)/y);
    if (word === 'decimal')
        return `decimal${size?.replaceAll(' ', '') ?? '(10,0)'}`;
    return SAME[word] ?? word;
}
/** Words that mean another one here: text of any length is text to Parquet. */
const SAME = { integer: 'int', long: 'bigint', real: 'float', varchar: 'string', char: 'string' };
function readFields(cursor) {
    const fields = [];
    do {
        const name = take(cursor, /[^,:<>]+/y)?.trim();
        const kind = name !== undefined && take(cursor, /:/y) !== undefined ? readKind(cursor) : null;
        if (name === undefined || kind === null)
            return null;
        fields.push([name.toLowerCase(), kind]);
    } while (take(cursor, /,/y) !== undefined);
    return { struct: fields };
}
function within(cursor, read) {
    if (take(cursor, /</y) === undefined)
        return null;
    const inner = read();
    return inner !== null && take(cursor, />/y) !== undefined ? inner : null;
}
/** What the sticky pattern finds here, the white space around it passed over. */
function take(cursor, sticky) {
    while (cursor.text[cursor.at] === ' ')
        cursor.at += 1;
    sticky.lastIndex = cursor.at;
    const found = sticky.exec(cursor.text)?.[0];
    if (found !== undefined)
        cursor.at += found.length;
    return found;
}
/** A file's columns in the words of the catalogue, which holds names in lower case and knows one kind of timestamp. */
function asInCatalogue(columns) {
    return columns.map(([name, kind]) => [name.toLowerCase(), kindInCatalogue(kind)]);
}
function kindInCatalogue(kind) {
    if (typeof kind === 'string')
        return kind.startsWith('timestamp(') ? 'timestamp' : kind;
    if ('list' in kind)
        return { list: kindInCatalogue(kind.list) };
    if ('map' in kind)
        return { map: [kindInCatalogue(kind.map[0]), kindInCatalogue(kind.map[1])] };
    return { struct: asInCatalogue(kind.struct) };
}

;// CONCATENATED MODULE: ./build/src/publish/schema.js





/** Footers read at once: each is a request or two and some parsing. */
const FOOTERS_AT_ONCE = 8;
/** Differences that a message names; the count is exact. */
const NAMED_UP_TO = 40;
/** The schemas of these files, each once. One that was deleted meanwhile is passed over. */
async function sampleSchemas(s3, at, keys, signal) {
    const footers = [];
    await (0,pool/* eachUpTo */.M)(keys.entries(), FOOTERS_AT_ONCE, async ([index, key]) => {
        footers[index] = await (0,publish_footers/* readFooter */.A)(s3, at, key, signal);
    });
    const schemas = new Map();
    const unreadable = [];
    for (const [index, footer] of footers.entries()) {
        const key = keys[index];
        if (footer.found === 'no-parquet')
            unreadable.push({ key, why: footer.why });
        if (footer.found !== 'columns')
            continue;
        const known = schemas.get(schemaKey(footer.columns));
        if (known === undefined)
            schemas.set(schemaKey(footer.columns), { columns: footer.columns, example: key, files: 1 });
        else
            known.files += 1;
    }
    return { files: footers.filter(({ found }) => found !== 'nothing').length, schemas: [...schemas.values()], unreadable };
}
/**
 * The one schema of our own files, read from the files themselves.
 * @throws MigrationError SCHEMA_DIFFERS when they have more than one, CONTRACT_MISMATCH when one is gone or no Parquet file
 */
async function ownSchema(s3, ledger, keys, signal) {
    if (keys.length === 0)
        return null;
    const { files, schemas, unreadable } = await sampleSchemas(s3, ledger, keys, signal);
    const [first, second] = schemas;
    if (unreadable[0] !== undefined || files < keys.length || first === undefined) {
        const what = unreadable[0] === undefined ? 'one is no longer in the ledger' : `${unreadable[0].key}: ${unreadable[0].why}`;
        throw new errors/* MigrationError */.Py('CONTRACT_MISMATCH', `The range files are not what their commits say: ${what}`, {
            next: 'Nothing was placed. Compact the ranges again, then publish.',
        });
    }
    if (second === undefined)
        return first.columns;
    const found = differencesOf(first.columns, second.columns, { fieldOrder: 'counts' });
    throw schemaDiffers(`The range files do not agree with each other (${first.example}, ${second.example})`, toLines(found, 'the other'));
}
/**
 * Refuses when a schema of the live files, or the catalogue's, is not ours. Names what differs, column by column.
 * @throws MigrationError SCHEMA_DIFFERS
 */
function assertSameSchema(ours, live, { table, strange }) {
    const lines = [];
    for (const { columns, example, files } of live.schemas) {
        const found = differencesOf(ours, columns, { fieldOrder: 'counts' });
        if (found.length > 0)
            lines.push(...toLines(found, `${counted(files)} such as ${example}`));
    }
    for (const { key, why } of live.unreadable)
        lines.push(`${key}: in the table, and ${why}`);
    if (strange !== null)
        lines.push(`directories: ours YEAR=…/MONTH=…/DAY=…/, in the table ${strange === '' ? 'none' : strange}`);
    const inCatalogue = differencesOf(asInCatalogue(ours), columnsOfHive(table.columns), { fieldOrder: 'free' });
    lines.push(...toLines(inCatalogue, 'the catalogue'));
    if (lines.length > 0)
        throw schemaDiffers(`The schema of the files to publish is not the table's; ${counted(live.files)} of the table were looked at`, lines);
}
const counted = (files) => (files === 1 ? '1 file' : `${files} files`);
const toLines = (found, where) => found.map(({ column, ours, theirs }) => `${column}: ours ${ours ?? 'nothing'}, ${where} ${theirs ?? 'nothing'}`);
function schemaDiffers(message, lines) {
    const rest = lines.length - NAMED_UP_TO;
    const named = [...lines.slice(0, NAMED_UP_TO), ...(rest > 0 ? [`and ${rest} more`] : [])];
    return new errors/* MigrationError */.Py('SCHEMA_DIFFERS', `${message}:\n${named.map((line) => `  - ${shortened((0,errors/* printable */.g$)(line))}`).join('\n')}`, {
        details: { differences: lines.length },
        next: 'Nothing was placed. Make schema.yml what the table is (a changed schema repeats the partition half), or the table what schema.yml says.',
    });
}
const LINE_UP_TO = 400;
const shortened = (line) => (line.length <= LINE_UP_TO ? line : `${line.slice(0, LINE_UP_TO)} …`);
/** One file of every range: compaction made them on clusters of their own. */
function oneOfEach(files) {
    const byRange = new Map();
    for (const { key, from } of files)
        byRange.set(key.slice(key.lastIndexOf('/') + 1, key.lastIndexOf('-')), from.key);
    return [...byRange.values()];
}

// EXTERNAL MODULE: ./build/src/publish/survey.js
var publish_survey = __webpack_require__(9715);
;// CONCATENATED MODULE: ./build/src/publish/publish.js













/** Copies within S3 take a second or so for each 100 MB, and most of that is waiting. */
const COPIES_AT_ONCE = 24;
/** Live files whose footers are read: one of each partition, the newest first. */
const SAMPLE_UP_TO = 64;
const SAY_EVERY_MS = 5000;
/**
 * Places the range files into the live table and registers their partitions. Everything that can be refused is refused
 * before the first write; what is written is in the commit before it is; nothing that lies there is ever written over.
 * Safe to repeat after a kill at any moment: what is done is found done, by its ETag or by the mark that it carries.
 */
async function publish(deps, task) {
    const { s3, ledger, log, signal } = deps;
    const { at, commitName, places, publisher } = task;
    const found = await (0,publish_commit/* readCommit */.kN)(ledger, { name: commitName, publisher, table: at }, signal);
    const step = publish_commit/* ON_PUBLISH */.C_[found?.commit.state ?? 'none'];
    if (step === 'refuse')
        throw unfinishedRollBack(ledger.uri(commitName));
    if (step !== 'begin' && !isSameWork(found.commit, task))
        throw otherWork(ledger.uri(commitName), found.commit);
    const wanted = new Set(places.files.map(({ key }) => key));
    const survey = await (0,publish_survey/* surveyTable */.bp)(s3, at, { wanted, migration: publisher.migration }, signal);
    if (step === 'look')
        return await unchanged(deps, task, found.commit, survey);
    if (survey.strangers.first !== null)
        throw await earlierPublish(s3, ledger, at, survey, signal);
    if (step === 'begin' && survey.there.size > 0)
        throw leftBehind(at, [...survey.there.keys()], found !== null);
    const commit = step === 'begin' ? freshCommit(deps, task, survey) : found.commit;
    const files = await known(deps, at, commit, survey);
    const { missing, registered, sampled } = await assertTableFits(deps, task, commit, survey);
    let stored = step === 'begin' ? await (0,publish_commit/* writeCommit */.rV)(ledger, commitName, commit, found) : found;
    const placed = await placeAll(deps, task, commit, files);
    const after = await (0,publish_survey/* surveyTable */.bp)(s3, at, { wanted, migration: publisher.migration }, signal);
    assertWhole(at, placed, after.there, 'Somebody else changed them while they were placed. Find out who, then re-run this job.');
    // What is registered is in the commit first; and a roll-back that began meanwhile is met here, before the catalogue is.
    stored = await advance(deps, task, stored, { files: placed, partitions: inOrder([...registered, ...missing]), others: after.others });
    const now = await (0,register/* registerMissing */.kz)(deps.catalogue, { at, mark: commit.mark, missing }, signal);
    stored = await advance(deps, task, stored, { state: 'published', partitions: inOrder([...registered, ...now]) });
    const placedNow = files.filter(({ etag }) => etag === null).length;
    log(`Published ${placed.length} files, ${commit.rows} rows; ${placedNow} placed now, ${stored.commit.partitions.length} partitions registered by us;` +
        ` ${after.others.files} other files in the table, untouched`);
    return { outcome: 'published', commit: stored.commit, placedNow, sampled };
}
/** Also when a digest says so, what is placed is what the range commits say, never what a changed document does. */
function isSameWork({ inputs, table, files }, { at, places, table: { database, name } }) {
    const placesIn = (all) => (0,contract/* canonicalJson */.dj)(all.map((file) => ({ ...file, etag: null })));
    return (inputs === places.inputs && (0,contract/* canonicalJson */.dj)(table) === (0,contract/* canonicalJson */.dj)({ database, name, at }) && placesIn(files) === placesIn(places.files));
}
function freshCommit({ clock, random }, { publisher, table, at, places }, { others }) {
    const { inputs, rows, files } = places;
    const updatedAt = (0,src_clock/* isoSeconds */.nE)(clock.now());
    const mark = (0,external_node_crypto_.createHash)('sha256')
        .update((0,contract/* canonicalJson */.dj)([publisher, inputs, clock.now(), random()]))
        .digest('hex')
        .slice(0, 32);
    return {
        contract: 'publish-commit/1',
        ...publisher,
        mark,
        state: 'placing',
        table: { database: table.database, name: table.name, at },
        inputs,
        rows,
        files: [...files],
        partitions: [],
        others,
        updatedAt,
    };
}
/** The files of the commit, those that are in place already with their ETag. @throws MigrationError PUBLISH_CONFLICT */
async function known({ s3, signal }, at, commit, { there }) {
    const table = { bucket: at.bucket, owner: at.account };
    const judgements = await judgeAll(s3, table, commit, there, signal);
    return commit.files.map((file, index) => {
        const judgement = judgements[index];
        if (judgement.is === 'not-ours')
            throw conflictAt(table, file.key, judgement.why);
        return { ...file, etag: judgement.is === 'ours' ? judgement.etag : null };
    });
}
/** Everything about the table that can forbid the publish; nothing is written here. */
async function assertTableFits(deps, task, { mark }, survey) {
    const { s3, catalogue, signal, log } = deps;
    const { at, ledgerAt, places } = task;
    const table = (0,publish_catalogue/* usableTable */.Vh)(await catalogue.table(signal), task.table, at, survey.foreignLog);
    const ours = await ownSchema(s3, { bucket: ledgerAt.bucket, owner: ledgerAt.account }, oneOfEach(places.files), signal);
    const keys = (0,publish_survey/* sampleOf */.uV)(survey, SAMPLE_UP_TO).map(({ key }) => key);
    const sample = await sampleSchemas(s3, { bucket: at.bucket, owner: at.account }, keys, signal);
    if (ours !== null)
        assertSameSchema(ours, sample, { table, strange: (0,publish_survey/* strangeDirectory */.Wl)(survey) });
    log(`Schema: ours is the table's; ${sample.files} live files of ${survey.newest.size} partitions were looked at, and the catalogue`);
    if ((0,publish_catalogue/* projectsPartitions */.EB)(table)) {
        log('Partitions: computed from the table (partition projection), none is registered');
        return { missing: [], registered: [], sampled: sample.files };
    }
    const there = await (0,register/* partitionsThere */.gp)(catalogue, places.partitions, signal);
    (0,register/* assertInPlace */.rq)(at, there.values());
    return {
        missing: places.partitions.filter((values) => !there.has((0,publish_catalogue/* valuesKey */.O1)(values))),
        registered: places.partitions.filter((values) => there.get((0,publish_catalogue/* valuesKey */.O1)(values))?.mark === mark),
        sampled: sample.files,
    };
}
async function placeAll(deps, { at, ledgerAt, commitName }, { mark }, files) {
    const { clock, log } = deps;
    const placing = {
        ledger: { bucket: ledgerAt.bucket, owner: ledgerAt.account },
        table: { bucket: at.bucket, owner: at.account },
        mark,
        commitName,
    };
    const placed = [...files];
    let done = 0;
    let saidAtMs = clock.passed();
    await (0,pool/* eachUpTo */.M)(files.entries(), COPIES_AT_ONCE, async ([index, file]) => {
        if (file.etag === null)
            placed[index] = await placeFile(deps, placing, file);
        done += 1;
        if (clock.passed() - saidAtMs < SAY_EVERY_MS)
            return;
        saidAtMs = clock.passed();
        log(`Placing: ${done} of ${files.length} files`);
    });
    return placed;
}
async function advance({ ledger, clock }, { commitName }, stored, changed) {
    return await (0,publish_commit/* writeCommit */.rV)(ledger, commitName, { ...stored.commit, ...changed, updatedAt: (0,src_clock/* isoSeconds */.nE)(clock.now()) }, stored);
}
const inOrder = (partitions) => partitions.toSorted((a, b) => ((0,publish_catalogue/* valuesKey */.O1)(a) < (0,publish_catalogue/* valuesKey */.O1)(b) ? -1 : 1));
/** Nothing but reading: what was published is compared with what is there. @throws MigrationError PUBLISH_CONFLICT */
async function unchanged(deps, { table, at }, commit, survey) {
    const { catalogue, log, signal } = deps;
    const askFirst = 'Nothing was changed. Whoever took the files may hold their rows in others: ask first; to have them again, roll this publish back and publish anew.';
    assertWhole(at, commit.files, survey.there, askFirst);
    const found = (0,publish_catalogue/* usableTable */.Vh)(await catalogue.table(signal), table, at, survey.foreignLog);
    if (!(0,publish_catalogue/* projectsPartitions */.EB)(found)) {
        const there = await (0,register/* partitionsThere */.gp)(catalogue, commit.partitions, signal);
        (0,register/* assertInPlace */.rq)(at, there.values());
        const lost = commit.partitions.find((values) => !there.has((0,publish_catalogue/* valuesKey */.O1)(values)));
        if (lost !== undefined) {
            throw new errors/* MigrationError */.Py('PUBLISH_CONFLICT', `Partition ${lost.join('/')}, which this publish registered, is not in the catalogue any more`, {
                next: 'Nothing was changed. Register it again by hand; or roll this publish back and publish again.',
            });
        }
    }
    log(`Published before: ${commit.files.length} files, ${commit.rows} rows are in place; nothing was changed`);
    return { outcome: 'unchanged', commit: { ...commit, others: survey.others }, placedNow: 0, sampled: null };
}

;// CONCATENATED MODULE: ./build/src/stages/publish.js






/** What the folder commits say must be published: the plan of the compaction that was made from them. */
function publishInputOf({ batches, empty, rows }) {
    const full = batches.flatMap(({ ranges }) => ranges.map(({ range, inputs }) => [range.name, inputs]));
    return { inputs: Object.fromEntries([...full, ...empty.map((name) => [name, null])]), rows };
}
/**
 * Puts what the ranges hold into the live table, once. Refuses by name before it writes anything; safe to run again at
 * any moment; a repeat of what is published changes nothing and says so.
 */
async function publishStage(deps, open, input) {
    const { plan, names } = open;
    const { table } = partitionOf(open);
    const publisher = publisherOf(open);
    const commitName = names.table(publisher.transform).publish();
    const ranges = await readRanges(deps, open, input.inputs);
    const places = (0,publish_places/* placesOf */.ek)(publisher, { tablePrefix: table.prefix, below: tableRootOf(open), rows: input.rows }, ranges);
    deps.log(`Publishing ${places.files.length} files of ${ranges.length} ranges, ${places.rows} rows, into ${table.database}.${table.name}`);
    const done = await publish(deps, {
        publisher,
        table: { database: table.database, name: table.name },
        at: { ...plan.target, prefix: table.prefix },
        ledgerAt: plan.ledger,
        commitName,
        places,
    });
    const { outcome, commit, placedNow, sampled } = done;
    return {
        outcome,
        files: commit.files.length,
        rows: commit.rows,
        partitions: commit.partitions.length,
        placedNow,
        others: commit.others.files,
        sampled,
        commit,
        commitUri: deps.ledger.uri(commitName),
    };
}
function publisherOf({ plan }) {
    const { identity, transform } = plan.digests;
    return { migration: plan.migration, identity, transform };
}
function partitionOf({ plan }) {
    if (plan.partition !== null)
        return plan.partition;
    throw new errors/* MigrationError */.Py('USAGE', `Migration ${plan.migration} has no partition section: it makes no table`, {
        next: 'Add the section to the migration file and plan again, or leave this stage out.',
    });
}
/** Every range file lies below the table half of this migration's ledger: the publish role reads nothing else there. */
function tableRootOf({ plan, names }) {
    const commit = names.table(plan.digests.transform).rangeCommit('r00', '');
    return plan.ledger.prefix + commit.slice(0, commit.indexOf('/ranges/') + 1);
}
const READS_AT_ONCE = 16;
/** The commits of all ranges that hold rows. @throws MigrationError PARTITION_NOT_READY that names those that are missing */
async function readRanges({ ledger, signal }, open, inputs) {
    const { plan, names } = open;
    const { ranges } = partitionOf(open);
    const strangers = Object.keys(inputs).filter((name) => !ranges.some((range) => range.name === name));
    if (strangers.length > 0)
        throw new errors/* MigrationError */.Py('USAGE', `The plan has no range ${strangers.join(', ')}`, { next: 'Give the ranges of this plan.' });
    const { transform } = plan.digests;
    const found = [];
    await (0,pool/* eachUpTo */.M)(ranges.entries(), READS_AT_ONCE, async ([index, range]) => {
        const expected = inputs[range.name];
        const commit = expected === undefined || expected === null
            ? null
            : await (0,commits/* readRangeCommit */.fS)({ ledger, names, transform }, range.name, expected, signal);
        if (commit === null)
            found[index] = expected === null ? 'empty' : 'missing';
        else if (isOf(commit, plan, range, expected))
            found[index] = { range, commit };
        else
            throw foreign(ledger.uri(names.table(transform).rangeCommit(range.name, expected)), range.name, expected);
    });
    const missing = ranges.filter((_range, index) => found[index] === 'missing').map(({ name }) => name);
    if (missing.length === 0)
        return found.filter((one) => typeof one === 'object');
    throw new errors/* MigrationError */.Py('PARTITION_NOT_READY', `${missing.length} of ${ranges.length} ranges have no commit for what the folders hold: ${missing.join(', ')}`, { next: 'Nothing was placed. Run compact for these ranges, then this job again.' });
}
function isOf(commit, { migration, digests }, range, inputs) {
    const own = commit.migration === migration && commit.identity === digests.identity && commit.transform === digests.transform;
    return own && commit.inputs === inputs && (0,external_node_util_.isDeepStrictEqual)(commit.range, range);
}
function foreign(uri, range, inputs) {
    return new errors/* MigrationError */.Py('CONTRACT_MISMATCH', `${uri} is not the commit of range ${range} and inputs ${inputs} of this migration`, {
        next: 'Somebody changed or copied it. Compact the range again.',
    });
}


/***/ })

};
