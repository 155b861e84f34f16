export const id = 721;
export const ids = [721];
export const modules = {

/***/ 8179:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V5: () => (/* binding */ clockUntil),
/* harmony export */   ml: () => (/* binding */ systemClock),
/* harmony export */   nE: () => (/* binding */ isoSeconds),
/* harmony export */   pv: () => (/* binding */ timeScaleOf),
/* harmony export */   vs: () => (/* binding */ scaledClock)
/* harmony export */ });
/**
 * The variable in which sandbox and benchmark give their time scale: so many times faster than life is all waiting. Below 1 it is
 * slower: where a machine is to bear the rates of many, it is given more time for each second.
 */
const TIME_SCALE = 'BUCKET_BRIGADE_TIME_SCALE';
/** How much faster than life waiting is: 1 outside of sandbox and benchmark. */
function timeScaleOf(env) {
    const given = Number(env[TIME_SCALE] ?? 1);
    return Number.isFinite(given) && given > 0 ? given : 1;
}
/** The machine's own clock; where a time scale is given its waiting, and nothing else, is as much faster. Made at doors only. */
function systemClock(env = {}) {
    return scaledClock(timeScaleOf(env));
}
function scaledClock(scale) {
    return {
        now: () => Date.now(),
        passed: () => performance.now() * scale,
        sleep: (milliseconds, signal) => new Promise((resolve, reject) => {
            if (signal?.aborted) {
                reject(signal.reason);
                return;
            }
            const onAbort = () => {
                clearTimeout(timer);
                reject(signal?.reason);
            };
            const timer = setTimeout(() => {
                signal?.removeEventListener('abort', onAbort);
                resolve();
            }, milliseconds / scale);
            signal?.addEventListener('abort', onAbort, { once: true });
        }),
    };
}
/** The same clock for somebody whose time ends: no sleep goes beyond `atMs` on `passed`; the one that would rejects then. */
function clockUntil(clock, atMs, over) {
    return {
        now: () => clock.now(),
        passed: () => clock.passed(),
        sleep: async (milliseconds, signal) => {
            const leftMs = atMs - clock.passed();
            if (milliseconds < leftMs) {
                await clock.sleep(milliseconds, signal);
                return;
            }
            if (leftMs > 0)
                await clock.sleep(leftMs, signal);
            throw over();
        },
    };
}
/** A moment as the contracts write it: ISO 8601, UTC, whole seconds. */
function isoSeconds(milliseconds) {
    return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}


/***/ }),

/***/ 9295:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cf: () => (/* binding */ side),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   UA: () => (/* binding */ parseContract),
/* harmony export */   br: () => (/* binding */ digest),
/* harmony export */   cI: () => (/* binding */ digests),
/* harmony export */   dj: () => (/* binding */ canonicalJson),
/* harmony export */   n$: () => (/* binding */ moment)
/* harmony export */ });
/* unused harmony export account */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7428);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4377);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);


/**
 * What crosses a process is a versioned contract, parsed on arrival: agents outlive the commit that launched them.
 * @throws MigrationError CONTRACT_MISMATCH that names the document, the version found and the one understood.
 */
function parseContract(schema, text, where) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `${where} is not JSON`, {
            cause,
            next: 'Delete the damaged document and run the stage that writes it again.',
        });
    }
    const parsed = schema.safeParse(value);
    if (parsed.success)
        return parsed.data;
    const found = typeof value === 'object' && value !== null && 'contract' in value ? String(value.contract) : 'nothing';
    const expected = contractName(schema);
    if (found !== expected) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `${where} is of contract ${found}; this version understands ${expected}`, {
            next: 'Use the version of bucket-brigade that wrote it, or run the stage that writes it again.',
        });
    }
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `${where} does not fit ${expected}: ${zod__WEBPACK_IMPORTED_MODULE_1__/* .prettifyError */ .S1(parsed.error)}`, {
        cause: parsed.error,
        next: 'Run the stage that writes it again.',
    });
}
function contractName(schema) {
    const field = schema.shape['contract'];
    return field instanceof zod__WEBPACK_IMPORTED_MODULE_2__/* .ZodLiteral */ .DN5 ? String(field.value) : 'an unnamed contract';
}
/** JSON with sorted keys and no white space: the form that digests are taken of. */
function canonicalJson(value) {
    return JSON.stringify(value, (_key, inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}
const count = zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().nonnegative();
const moment = zod__WEBPACK_IMPORTED_MODULE_3__/* .datetime */ .w$({ offset: true });
const digest = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[0-9a-f]{16,64}$/, 'a digest in lower-case hex');
const account = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^\d{12}$/, 'an AWS account id of 12 digits');
/** A bucket with the account that must own it; `prefix` is empty or ends in a slash. */
const side = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ bucket: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), region: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), account, prefix: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** One kind of decision for each digest: identity = what is copied, transform = what the table is, operational = how. */
const digests = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ identity: digest, transform: digest, operational: digest });


/***/ }),

/***/ 7785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ff: () => (/* binding */ DEFAULT_OBJECT_POLICY),
/* harmony export */   Ie: () => (/* binding */ LEAST_PART_BYTES),
/* harmony export */   UQ: () => (/* binding */ plannedObjectsOf),
/* harmony export */   YI: () => (/* binding */ MOST_PART_BYTES),
/* harmony export */   Zq: () => (/* binding */ STORAGE_CLASSES),
/* harmony export */   tv: () => (/* binding */ plannedObjects),
/* harmony export */   xq: () => (/* binding */ objectPolicyOf)
/* harmony export */ });
/* unused harmony export objectPolicy */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3798);

/** The storage classes that a copy can be given (API_CopyObject, x-amz-storage-class). */
const STORAGE_CLASSES = [
    'STANDARD',
    'STANDARD_IA',
    'ONEZONE_IA',
    'INTELLIGENT_TIERING',
    'GLACIER_IR',
    'GLACIER',
    'DEEP_ARCHIVE',
    'REDUCED_REDUNDANCY',
];
/** userguide/qfacts: every part but the last has 5 MiB to 5 GiB. */
const LEAST_PART_BYTES = 5 * 1024 ** 2;
const MOST_PART_BYTES = 5 * 1024 ** 3;
/** What becomes of that which an object has beside its bytes. */
const objectPolicy = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    /** `if-allowed`: where S3 refuses to read or write tags, the object is written without, and counted as such. */
    tags: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['copy', 'if-allowed', 'drop']),
    storageClass: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['keep', ...STORAGE_CLASSES]),
    /** The full ARN of the key that objects are encrypted with; null: as the target bucket does by default. */
    kmsKey: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().nullable(),
    acl: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['none', 'bucket-owner-full-control']),
    annotations: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['exclude', 'copy']),
    /** `never`: what lies at the target and differs is a failure of class `exists`. */
    overwrite: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['always', 'never']),
    requesterPays: zod__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zMY(),
    /** Objects that were uploaded in parts are copied in the same parts, so that their ETag stays; above 5 GiB that is tried anyway. */
    keepPartLayout: zod__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zMY(),
    /** The size of a part; more where 10,000 parts would not do. */
    partBytes: zod__WEBPACK_IMPORTED_MODULE_0__/* .int */ .Whr().min(LEAST_PART_BYTES).max(MOST_PART_BYTES),
});
const DEFAULT_OBJECT_POLICY = {
    tags: 'copy',
    storageClass: 'keep',
    kmsKey: null,
    acl: 'none',
    annotations: 'exclude',
    overwrite: 'always',
    requesterPays: false,
    keepPartLayout: false,
    partBytes: 128 * 1024 ** 2,
};
/** As a plan says it: what differs from the default, and no more, so that a field of a later version changes no earlier plan. */
const plannedObjects = objectPolicy.partial();
/** The whole policy from what was said of it. */
function objectPolicyOf(said = {}) {
    return { ...DEFAULT_OBJECT_POLICY, ...besideNothing(said) };
}
/** For a plan: undefined when nothing differs from the default. */
function plannedObjectsOf(written) {
    const said = besideNothing(written);
    return Object.keys(said).length === 0 ? undefined : said;
}
function besideNothing(of) {
    return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null && value !== undefined));
}


/***/ }),

/***/ 7406:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Py: () => (/* binding */ MigrationError),
/* harmony export */   ai: () => (/* binding */ EXIT_CODES),
/* harmony export */   g$: () => (/* binding */ printable),
/* harmony export */   hp: () => (/* binding */ asMigrationError),
/* harmony export */   vr: () => (/* binding */ renderError)
/* harmony export */ });
/**
 * The closed set of reasons for which bucket-brigade stops, and the exit code of each.
 * One table for actions and commands: 0 done and equal; 1 failed; 2 usage or config; 3 differences found;
 * 4 refused (permission, policy, quota, cap, approval); 5 unproven (a side could not be seen whole); 6 detached.
 */
const EXIT_CODES = {
    /** Something that we did not foresee: a defect of ours. */
    INTERNAL: 1,
    AWS_FAILED: 1,
    COPY_FAILED: 1,
    /** GitHub's API did not answer, or not properly. */
    GITHUB_FAILED: 1,
    STOPPED: 1,
    LEDGER_CONFLICT: 1,
    /** What was rented has not ended in time. */
    RELEASE_PENDING: 1,
    LEASE_HELD: 1,
    /** Machines of a worker died one after another. */
    MACHINE_LOST: 1,
    CONTRACT_MISMATCH: 1,
    /** Folders or ranges of the table have no commit, and no repeat of ours will help. */
    TABLE_INCOMPLETE: 1,
    SANDBOX_FAILED: 1,
    USAGE: 2,
    CONFIG_MISSING: 2,
    CONFIG_INVALID: 2,
    /** A walk of a folder would go on under other options than it was begun with. */
    CHECKPOINT_OPTIONS: 2,
    BUCKET_MISSING: 2,
    SOURCE_FOLDER_MISSING: 2,
    PREREQUISITE_MISSING: 2,
    /** The manifest of a folder is of another migration. */
    MANIFEST_FOREIGN: 2,
    /** What the table is made of is not there yet: a folder's copy is not done, or a folder has no commit. */
    PARTITION_NOT_READY: 2,
    UNKNOWN_INSTANCE_TYPE: 2,
    DIFFERENCES_FOUND: 3,
    ACCESS_DENIED: 4,
    /** The credentials are of another account than the target's. */
    ACCOUNT_MISMATCH: 4,
    /** Another plan was to be approved than the one that is there. */
    APPROVAL_MISMATCH: 4,
    /** Nobody has approved this plan. */
    NOT_APPROVED: 4,
    ACCESS_PENDING: 4,
    BUCKET_OWNER_MISMATCH: 4,
    CREDENTIALS_MISSING: 4,
    /** GitHub's API said no: a permission, or the rate limit. */
    GITHUB_REFUSED: 4,
    GRANT_CONFLICT: 4,
    /** An estimate above a cap of the migration file. */
    LIMIT_EXCEEDED: 4,
    /** EMR said no to a request for a cluster: parameters, permission or quota. */
    CLUSTER_REFUSED: 4,
    /** EC2 said no to a request for a machine: parameters, permission, quota or capacity. */
    MACHINE_REFUSED: 4,
    /** Something that is not ours lies where a file or a partition of ours goes, or another publish is in the table. */
    PUBLISH_CONFLICT: 4,
    ROLE_REFUSED: 4,
    /** The table's columns are not those of the files to publish. */
    SCHEMA_DIFFERS: 4,
    ACCOUNTS_OPEN: 5,
    LISTING_BROKEN: 5,
    UNPROVEN: 5,
    /** The time of this job is up, and its work goes on elsewhere: a later run takes it up again. */
    DETACHED: 6,
};
/** An error that names the thing, the reason and the next step, once, with a code. */
class MigrationError extends Error {
    name = 'MigrationError';
    code;
    next;
    details;
    constructor(code, message, facts = {}) {
        super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
        this.code = code;
        this.next = facts.next;
        this.details = facts.details ?? {};
    }
    get exitCode() {
        return EXIT_CODES[this.code];
    }
}
/** Whatever was thrown, as a MigrationError; an unknown one becomes INTERNAL and keeps its cause. */
function asMigrationError(thrown) {
    if (thrown instanceof MigrationError)
        return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new MigrationError('INTERNAL', message, {
        cause: thrown,
        next: 'This is a defect of bucket-brigade: please report it with the lines above.',
    });
}
/** The error as a person reads it: code and message, facts, next step; each once. */
function renderError(error) {
    const facts = Object.entries(error.details)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `  ${name}: ${printable(String(value))}`);
    const next = error.next === undefined ? [] : [`  next: ${error.next}`];
    return [`${error.code}: ${error.message}`, ...facts, ...next].join('\n');
}
/** Text that came from outside (a key, a server's message), safe in a log: control characters are escaped. */
function printable(text) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}


/***/ }),

/***/ 6779:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   QJ: () => (/* binding */ pieceDir),
/* harmony export */   Qh: () => (/* binding */ ledgerNames),
/* harmony export */   WC: () => (/* binding */ policyLeaseName),
/* harmony export */   XZ: () => (/* binding */ jobFileName),
/* harmony export */   Xj: () => (/* binding */ epochDir),
/* harmony export */   w6: () => (/* binding */ generationDir)
/* harmony export */ });
/** The directory of one range's segments; `epochDir` begins those of all ranges of an epoch. */
const pieceDir = (generation, epoch, range) => `${epochDir(generation, epoch)}r${String(range).padStart(4, '0')}`;
const epochDir = (generation, epoch) => `${generationDir(generation)}e${String(epoch).padStart(3, '0')}-`;
const generationDir = (generation) => `${String(generation).padStart(4, '0')}/`;
/** The job's own files, by content, below the ledger's prefix: every migration of the ledger shares them. */
function jobFileName(file) {
    return `_jobs/${file}`;
}
/** Who may write the policy of a source bucket now: every migration of the ledger that copies from it. */
function policyLeaseName(bucket) {
    return `_buckets/${bucket}/leases/policy.json`;
}
/** A changed identity is a new copy version: it has a root of its own. */
function ledgerNames(migration, identity) {
    const root = `${migration}/${identity}`;
    const round = (planDigest, number) => `${planDigest}/round-${number}`;
    return {
        start: () => `${root}/plans/start.json`,
        parts: () => `${root}/plans/parts.json`,
        plan: (planDigest) => `${root}/plans/${planDigest}.json`,
        approval: (planDigest) => `${root}/approvals/${planDigest}.json`,
        order: (planDigest, number, shard) => `${root}/orders/${round(planDigest, number)}/${shard}.json`,
        checkpoint: (folder) => `${root}/folders/${folder}/checkpoint.json`,
        manifest: (folder) => `${root}/folders/${folder}/manifest/`,
        segment: (folder, dir, index) => `${root}/folders/${folder}/manifest/${dir}/${String(index).padStart(6, '0')}.ndjson.gz`,
        result: (planDigest, number, shard) => `${root}/results/${round(planDigest, number)}/${shard}.json`,
        findings: (findingsDigest) => `${root}/findings/${findingsDigest}.json`,
        findingsLists: (planDigest, pass) => `${root}/findings/${planDigest}-pass-${pass}`,
        verifyResult: (planDigest, pass, process) => `${root}/results/verify/${planDigest}/pass-${pass}/${process}.json`,
        verifyLists: (planDigest, pass, process) => `${root}/results/verify/${planDigest}/pass-${pass}/${process}`,
        receipt: (moment) => `${root}/receipts/${fileMoment(moment)}.json`,
        report: (moment) => `${root}/receipts/${fileMoment(moment)}.md`,
        latestReceipt: () => `${root}/receipts/latest.json`,
        runLease: () => `${migration}/any/leases/run.json`,
        lease: (subject) => `${root}/leases/${subject}.json`,
        machineIntent: (worker, attempt) => `${root}/intents/machines/${worker}-${attempt}.json`,
        clusterIntent: (batch, generation, attempt) => `${root}/intents/clusters/${batch}-g${generation}-a${attempt}.json`,
        heartbeat: (shard) => `${root}/results/heartbeats/${shard}.json`,
        stop: (shard) => `${root}/orders/stops/${shard}.json`,
        holder: (shard) => `${root}/results/holders/${shard}.json`,
        reaper: () => `${root}/leases/reaper.json`,
        table: (transform) => tableNames(root, transform),
    };
}
function tableNames(root, transform) {
    const table = `${root}/table/${transform}`;
    const g = (generation) => `g${String(generation).padStart(3, '0')}`;
    return {
        order: (generation, batch) => `${root}/orders/table/${transform}/${g(generation)}/${batch}.json`,
        canary: (generation, batch) => `${table}/canaries/${batch}-${g(generation)}.json`,
        folderCommit: (folder, manifestGeneration) => `${table}/folders/${folder}/m${String(manifestGeneration).padStart(4, '0')}/commit.json`,
        rangeCommit: (range, inputs) => `${table}/ranges/${range}/${inputs.slice(0, 16)}/commit.json`,
        publish: () => `${root}/publishes/${transform}.json`,
        result: (kind, batch) => `${root}/results/table/${transform}/${kind}-${batch}.json`,
    };
}
/** `2026-11-22T18:57:56Z` without the colons, which some file systems refuse. */
function fileMoment(moment) {
    return moment.replaceAll(':', '');
}


/***/ }),

/***/ 8038:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hy: () => (/* binding */ writeOrThrow),
/* harmony export */   Tu: () => (/* binding */ readOnly),
/* harmony export */   i9: () => (/* binding */ s3Ledger),
/* harmony export */   yc: () => (/* binding */ parseS3Uri)
/* harmony export */ });
/* harmony import */ var _s3_parties_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1540);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _listing_walk_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9493);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2469);





/** The ledger in its bucket. Every error names the object and the next step. */
function s3Ledger(s3, at) {
    const where = (0,_s3_parties_js__WEBPACK_IMPORTED_MODULE_4__/* .bucketOf */ .A)(at);
    return {
        uri: (name) => `s3://${at.bucket}/${at.prefix}${name}`,
        list: async (beginning, signal) => {
            const names = [];
            try {
                for await (const page of (0,_listing_walk_js__WEBPACK_IMPORTED_MODULE_1__/* .walkPages */ .wZ)(s3, { from: where, prefix: at.prefix + beginning }, signal))
                    for (const { key } of page)
                        names.push(key.slice(at.prefix.length));
            }
            catch (error) {
                throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_3__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explainS3Error */ .y)(error, `listing ${beginning} in the ledger`) : error;
            }
            return names;
        },
        read: async (name, signal) => {
            try {
                return await s3.getObject(where, at.prefix + name, signal);
            }
            catch (error) {
                throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_3__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explainS3Error */ .y)(error, `reading ${name} from the ledger`) : error;
            }
        },
        write: async (name, body, condition) => {
            try {
                return await s3.putObject({
                    to: where,
                    key: at.prefix + name,
                    body: typeof body === 'string' ? Buffer.from(body) : body,
                    contentType: name.endsWith('.gz')
                        ? 'application/gzip'
                        : name.endsWith('.md')
                            ? 'text/markdown; charset=utf-8'
                            : 'application/json',
                    condition,
                });
            }
            catch (error) {
                throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_3__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explainS3Error */ .y)(error, `writing ${name} to the ledger`) : error;
            }
        },
    };
}
/** The same ledger for a dry run: nothing is written, and every condition holds. */
function readOnly(ledger) {
    return { ...ledger, write: () => Promise.resolve({ outcome: 'written', etag: '' }) };
}
/** Bucket and key of an `s3://` URI. @throws MigrationError USAGE */
function parseS3Uri(uri) {
    const match = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri);
    if (match?.[1] === undefined || match[2] === undefined) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('USAGE', `"${uri}" is not the URI of an object`, {
            next: 'Give it as s3://bucket/key, the way the plan stage prints it.',
        });
    }
    return { bucket: match[1], key: match[2] };
}
/** Writes what must be written: a lost condition is an error that names the object. */
async function writeOrThrow(ledger, name, body, condition) {
    const written = await ledger.write(name, body, condition);
    if (written.outcome === 'written')
        return written.etag;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('LEDGER_CONFLICT', `${ledger.uri(name)} was written by another worker at the same time`, {
        next: 'Two runs work on the same migration: let one end, then re-run this job; it goes on where the other stopped.',
    });
}


/***/ }),

/***/ 5362:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ ownCopy),
/* harmony export */   Y: () => (/* binding */ compareKeys)
/* harmony export */ });
/**
 * The order of S3's listings: that of the keys' UTF-8 bytes (API_ListObjectsV2). JavaScript compares UTF-16 units, which
 * is the same except that surrogates (astral characters, U+10000 and above) sort before U+E000 to U+FFFF instead of after.
 * No allocation, and the engine's own comparison where it is right: this runs several times for every key of both sides.
 */
function compareKeys(a, b) {
    if (a === b)
        return 0;
    // The two orders can only differ where both strings have a unit of these.
    if (SURROGATE_OR_ABOVE.test(a) && SURROGATE_OR_ABOVE.test(b))
        return compareUnits(a, b);
    return a < b ? -1 : 1;
}
/** The same text in memory of its own: a key that was cut out of a list page keeps the whole page. */
function ownCopy(key) {
    return Buffer.from(key, 'utf8').toString('utf8');
}
const SURROGATE_OR_ABOVE = /[\ud800-\uffff]/;
const FIRST_SURROGATE = 0xd800;
const FIRST_AFTER_SURROGATES = 0xe000;
function compareUnits(a, b) {
    const shared = Math.min(a.length, b.length);
    for (let at = 0; at < shared; at += 1) {
        const left = a.charCodeAt(at);
        const right = b.charCodeAt(at);
        if (left !== right)
            return byteRank(left) - byteRank(right);
    }
    return a.length - b.length;
}
/** Moves the surrogates behind everything else that has 16 bits; within each group the order stays. */
function byteRank(unit) {
    if (unit < FIRST_SURROGATE)
        return unit;
    return unit >= FIRST_AFTER_SURROGATES ? unit - 0x800 : unit + 0x2000;
}


/***/ }),

/***/ 9493:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GG: () => (/* binding */ walk),
/* harmony export */   GS: () => (/* binding */ placed),
/* harmony export */   I7: () => (/* binding */ checkPage),
/* harmony export */   Uu: () => (/* binding */ checkRows),
/* harmony export */   wZ: () => (/* binding */ walkPages),
/* harmony export */   xY: () => (/* binding */ standingStill),
/* harmony export */   zT: () => (/* binding */ unreadablePage)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2469);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5362);




/**
 * Every object of the stretch, in order, each once. The next page is asked for while this one is used, and no more than that.
 * @throws MigrationError LISTING_BROKEN as soon as a listing does not go strictly upwards, leaves its prefix, or has no proper end:
 *   taken for the end, any of these would lose keys without a word.
 * @throws S3Error for everything that S3 refuses
 */
async function* walk(s3, walked, signal) {
    for await (const objects of walkPages(s3, walked, signal)) {
        for (const object of objects)
            yield object;
    }
}
/** The same by pages: one step of the event loop for a thousand keys. */
async function* walkPages(s3, walked, signal) {
    const { from, prefix, after, upTo } = walked;
    // Ends the page asked for ahead when the caller stops early.
    const stopped = new AbortController();
    const until = signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]);
    const ask = (continuation) => {
        const page = s3.listPage({ from, prefix, startAfter: after, continuation }, until);
        page.catch(() => undefined); // It is awaited later, perhaps never.
        return page;
    };
    let ahead = ask(undefined);
    let last = after;
    let before;
    try {
        while (ahead !== null) {
            const { objects, continuation, rows } = await ahead;
            rows?.release();
            // An empty page may be followed by a full one; but not by itself, for ever.
            if (objects.length === 0 && continuation !== null && continuation === before)
                throw standingStill(walked, last);
            before = continuation ?? undefined;
            last = checkPage(objects, walked, last);
            const reached = upTo !== undefined && last !== undefined && (0,_order_js__WEBPACK_IMPORTED_MODULE_3__/* .compareKeys */ .Y)(last, upTo) >= 0;
            ahead = continuation === null || reached ? null : ask(continuation);
            const wanted = reached ? objects.filter(({ key }) => (0,_order_js__WEBPACK_IMPORTED_MODULE_3__/* .compareKeys */ .Y)(key, upTo) <= 0) : objects;
            if (wanted.length > 0)
                yield wanted;
        }
    }
    catch (error) {
        throw (error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_2__/* .S3Error */ .D && unreadablePage(error, walked)) || error;
    }
    finally {
        stopped.abort();
    }
}
/** A page that cannot be read, named by its place; null for everything else that S3 may say. */
function unreadablePage(error, walked) {
    const unreadable = error.code === 'Unreadable' || error.code === 'Unencoded';
    return unreadable ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explainS3Error */ .y)(error, `listing ${placed(walked)}`) : null;
}
/** The page's last key; throws when the page cannot follow what came before. */
function checkPage(objects, walked, before) {
    let last = before;
    for (const { key } of objects) {
        if (last !== undefined && (0,_order_js__WEBPACK_IMPORTED_MODULE_3__/* .compareKeys */ .Y)(last, key) >= 0)
            throw broken(walked, last === key ? 'repeats a key' : 'goes backwards', last, key);
        if (!key.startsWith(walked.prefix))
            throw broken(walked, 'leaves its prefix', last, key);
        last = key;
    }
    return last;
}
/** The same for a page that is still in its rows: what ascends is within its prefix when its ends are. */
function checkRows(rows, walked, before) {
    const last = rows.key(rows.count - 1);
    const first = rows.key(0);
    const follows = before === undefined || (0,_order_js__WEBPACK_IMPORTED_MODULE_3__/* .compareKeys */ .Y)(before, first) < 0;
    if (rows.ascends && follows && first.startsWith(walked.prefix) && last.startsWith(walked.prefix))
        return last;
    return checkPage(rows.read(0, rows.count), walked, before);
}
function broken(walked, how, last, key) {
    const follows = last === undefined ? '' : ` after "${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(last)}"`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('LISTING_BROKEN', `The listing of ${placed(walked)} ${how}: "${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(key)}"${follows}`, {
        next: 'The listing of this server cannot be trusted. Directory buckets (S3 Express) list without order and cannot be migrated; for anything else, run the stage again.',
        details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last, key },
    });
}
function standingStill(walked, last) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('LISTING_BROKEN', `The listing of ${placed(walked)} stands still: empty pages that continue with themselves`, {
        next: 'Run the stage again; if it stays, this server cannot list the prefix.',
        details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last },
    });
}
function placed({ from, prefix }) {
    return `s3://${from.bucket}/${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(prefix)}`;
}


/***/ }),

/***/ 204:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  h: () => (/* binding */ createS3)
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
;// CONCATENATED MODULE: ./build/src/s3/xml.js

/**
 * S3's XML, read by index and without a tree. It is simple XML: no comments, no CDATA, an element never inside one of
 * the same name. Whatever does not look like that is not read at all.
 */
/** As text. Keys are ASCII by their encoding, so a page is: a one-byte string is half the memory and twice as fast to search. */
function textOf(body) {
    return body.toString((0,external_node_buffer_.isAscii)(body) ? 'latin1' : 'utf8');
}
const LESS = 0x3c;
/** Steps over white space and the XML declaration, into the outermost element. */
function enterRoot(text) {
    let at = skipSpace(text, 0);
    if (text.startsWith('<?xml', at)) {
        const end = text.indexOf('?>', at);
        if (end < 0)
            return null;
        at = skipSpace(text, end + 2);
    }
    const close = text.indexOf('>', at);
    if (text.charCodeAt(at) !== LESS || close < 0 || text.charCodeAt(close - 1) === 0x2f)
        return null;
    const name = /^[A-Za-z]+/.exec(text.slice(at + 1, close))?.[0];
    return name === undefined ? null : { name, inside: skipSpace(text, close + 1) };
}
/** All direct children of the root, requiring its end. Repeated names keep the last value. */
function readLeaves(text, root) {
    const leaves = {};
    const end = `</${root.name}>`;
    let at = root.inside;
    while (!text.startsWith(end, at)) {
        const element = readElement(text, at);
        if (element === null)
            return null;
        leaves[element.name] = element.value;
        at = skipSpace(text, element.after);
    }
    return leaves;
}
/** One element with whatever is inside it (S3 never nests an element in one of the same name); null when it is not whole. */
function readElement(text, at) {
    const open = text.indexOf('>', at);
    if (open < 0 || text.charCodeAt(at) !== LESS)
        return null;
    const tag = text.slice(at + 1, open);
    const name = /^[A-Za-z][\w.-]*/.exec(tag)?.[0];
    if (name === undefined)
        return null;
    if (tag.endsWith('/'))
        return { name, value: '', after: open + 1 };
    const end = `</${name}>`;
    const close = text.indexOf(end, open + 1);
    return close < 0 ? null : { name, value: text.slice(open + 1, close), after: close + end.length };
}
function skipSpace(text, from) {
    let at = from;
    for (;;) {
        const char = text.charCodeAt(at);
        if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09)
            return at;
        at += 1;
    }
}
const QUOTE = '&quot;';
function unquoted(text, from, to) {
    if (text.startsWith(QUOTE, from) && text.startsWith(QUOTE, to - QUOTE.length) && to - from >= 2 * QUOTE.length) {
        return text.slice(from + QUOTE.length, to - QUOTE.length);
    }
    const plain = unescapeXml(text.slice(from, to));
    return plain.length >= 2 && plain.startsWith('"') && plain.endsWith('"') ? plain.slice(1, -1) : plain;
}
const NAMED = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
function unescapeXml(text) {
    if (!text.includes('&'))
        return text;
    return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));/g, (whole, hex, decimal, name) => {
        if (name !== undefined)
            return NAMED[name] ?? whole;
        const point = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    });
}
/** A size; -1 where the text between is no whole number, or one beyond what a double counts exactly. */
function wholeNumber(text, from, to) {
    if (to <= from || to - from > 15)
        return -1;
    let value = 0;
    for (let at = from; at < to; at += 1) {
        const digit = text.charCodeAt(at) - 0x30;
        if (digit < 0 || digit > 9)
            return -1;
        value = value * 10 + digit;
    }
    return value;
}

;// CONCATENATED MODULE: ./build/src/s3/answer.js

/** A 200 may hold an error, or white space sent to keep the line open and then nothing (API_CopyObject): only the result element counts. */
function readCopyAnswer(body) {
    const text = textOf(body);
    const usual = readUsualCopy(text);
    if (usual !== null)
        return { kind: 'read', value: usual };
    const root = enterRoot(text);
    if (root === null)
        return unreadable('the copy was answered without a result');
    if (root.name === 'Error')
        return errorInside(text, root);
    if (root.name !== 'CopyObjectResult')
        return unreadable(`the answer is a ${root.name}, not a CopyObjectResult`);
    const leaves = readLeaves(text, root);
    if (leaves === null)
        return unreadable('the result of the copy ends early');
    const { ETag, LastModified } = leaves;
    if (ETag === undefined || LastModified === undefined)
        return unreadable(`the result of the copy has no ${ETag === undefined ? 'ETag' : 'LastModified'}`);
    return { kind: 'read', value: { etag: unquoted(ETag, 0, ETag.length), lastModified: LastModified } };
}
/**
 * The result as S3 lays it out, which is nearly every answer there is: a fifth of the time of reading its elements by name.
 * Null when anything is otherwise.
 */
function readUsualCopy(text) {
    let at = 0;
    if (text.startsWith(DECLARATION))
        at = text.charCodeAt(DECLARATION.length) === LINE_FEED ? DECLARATION.length + 1 : DECLARATION.length;
    const opened = at + RESULT.length;
    if (!text.startsWith(RESULT, at) || (text.charCodeAt(opened) !== MORE && text.charCodeAt(opened) !== SPACE))
        return null;
    at = text.indexOf('>', opened) + 1;
    if (!text.startsWith(MODIFIED, at))
        return null;
    const modifiedAt = at + MODIFIED.length;
    const modifiedEnd = text.indexOf('<', modifiedAt);
    if (!text.startsWith(ETAG, modifiedEnd))
        return null;
    const etagAt = modifiedEnd + ETAG.length;
    const etagEnd = text.indexOf('<', etagAt) - QUOTE.length;
    if (etagEnd < etagAt || !text.startsWith(ETAG_END, etagEnd))
        return null;
    at = etagEnd + ETAG_END.length;
    while (text.startsWith(CHECKSUM, at)) {
        const valueAt = text.indexOf('>', at) + 1;
        const valueEnd = text.indexOf('<', valueAt);
        const name = text.slice(at + 1, valueAt);
        if (valueAt === 0 || !PLAIN_TAG.test(name) || !text.startsWith(name, valueEnd + 2) || text.charCodeAt(valueEnd + 1) !== SLASH)
            return null;
        at = valueEnd + 2 + name.length;
    }
    if (!text.startsWith(RESULT_END, at) || text.length !== at + RESULT_END.length)
        return null;
    return { etag: text.slice(etagAt, etagEnd), lastModified: text.slice(modifiedAt, modifiedEnd) };
}
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const SLASH = 0x2f;
const MORE = 0x3e;
const RESULT = '<CopyObjectResult';
const MODIFIED = '<LastModified>';
const ETAG = '</LastModified><ETag>&quot;';
const ETAG_END = '&quot;</ETag>';
/** With the source's checksum come its type and value, for a copy of what was uploaded since December 2024. */
const CHECKSUM = '<Checksum';
const PLAIN_TAG = /^[A-Za-z0-9]+>$/;
const RESULT_END = '</CopyObjectResult>';
/** The words of an answer that is not a success; a body that is no error document (a load balancer's page) leaves only the status. */
function readErrorAnswer(status, body) {
    const text = textOf(body);
    const root = enterRoot(text);
    const leaves = root?.name === 'Error' ? readLeaves(text, root) : null;
    return leaves === null
        ? {
            code: `Http${status}`,
            message: `HTTP status ${status} without an explanation`,
            requestId: '',
            bucket: undefined,
            region: undefined,
            condition: undefined,
        }
        : errorWords(leaves);
}
/** An ETag as a header or an element gives it, without its quotes. */
function unquotedEtag(etag) {
    return unquoted(etag, 0, etag.length);
}
function errorInside(text, root) {
    const leaves = readLeaves(text, root);
    return leaves === null ? unreadable('the error inside the answer ends early') : { kind: 'error', error: errorWords(leaves) };
}
// Only these leaves: an error document may also hold the access key, the string to sign, even the session token.
function errorWords(leaves) {
    const { Code, Message, RequestId, BucketName, Region, Condition } = leaves;
    return {
        code: unescapeXml(Code ?? 'Unreadable'),
        message: unescapeXml(Message ?? 'S3 gave no message'),
        requestId: RequestId ?? '',
        bucket: BucketName,
        region: Region,
        condition: Condition,
    };
}
function unreadable(why) {
    return { kind: 'unreadable', code: 'Unreadable', why };
}
function unexpected(why) {
    return { kind: 'unreadable', code: 'Unexpected', why };
}
function unencoded(why) {
    return { kind: 'unreadable', code: 'Unencoded', why };
}

;// CONCATENATED MODULE: ./build/src/s3/list-keys.js

const ENCODED = /[%+&]/;
/** Whether the key is what it is written as. */
function isPlain(encoded) {
    return !ENCODED.test(encoded);
}
/**
 * With encoding-type=url S3 writes a space as `+` and a plus sign as `%2B` (measured against S3 in
 * https://github.com/brekkylab/backlot/issues/178, known from https://github.com/boto/boto/pull/2654); other servers write
 * `%20`. A bare plus is never a plus in either, so both are read rightly. Null when it is not UTF-8.
 */
function decodeKey(encoded) {
    if (isPlain(encoded))
        return encoded;
    const plain = unescapeXml(encoded);
    const spaced = plain.includes('+') ? plain.replaceAll('+', ' ') : plain;
    try {
        return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
    }
    catch {
        return null;
    }
}

;// CONCATENATED MODULE: ./build/src/s3/restore-status.js
/** What a listing is asked for beside its usual fields (API_ListObjectsV2, x-amz-optional-object-attributes). */
const OPTIONAL_ATTRIBUTES = 'RestoreStatus';
const IN_PROGRESS = /<IsRestoreInProgress>\s*(true|false)\s*<\/IsRestoreInProgress>/i;
const EXPIRES_AT = /<RestoreExpiryDate>\s*([^<]*?)\s*<\/RestoreExpiryDate>/;
/**
 * Whether an archived object can be read now, by what is inside of its RestoreStatus: its restore is done, and the restored copy
 * has not expired. Its storage class stays what it was. An object that nobody has restored has no such element (API_RestoreStatus).
 */
function isRestored(status, nowMs) {
    const expiresAt = EXPIRES_AT.exec(status)?.[1];
    return IN_PROGRESS.exec(status)?.[1]?.toLowerCase() === 'false' && expiresAt !== undefined && Date.parse(expiresAt) > nowMs;
}

;// CONCATENATED MODULE: ./build/src/s3/list-rows.js




/**
 * The columns of a row: where in the body its texts begin and end. Its storage class begins at 0 when it is STANDARD, and
 * below 0, as far as it does above, when the object is archived and restored.
 */
const KEY_FROM = 0;
const KEY_TO = 1;
const MODIFIED_FROM = 2;
const MODIFIED_TO = 3;
const ETAG_FROM = 4;
const ETAG_TO = 5;
const CLASS_FROM = 6;
const CLASS_TO = 7;
const COLUMNS = 8;
/** S3's own pages have 1,000 rows at most (API_ListObjectsV2), and one more is looked for; others' may have more, and take new memory. */
const USUAL_ROWS = 1001;
const SPARE_UP_TO = 32;
const spare = [];
/** A body is looked at in pieces of this length, so that no text of a whole page comes to lie in V8's heap; an object is some 300 bytes. */
const WINDOW_BYTES = 32 * 1024;
/** A page of a few keys is not worth the columns. */
const ROWS_FROM_BYTES = 8 * 1024;
/**
 * The objects of a page whose every object is laid out as S3 does it, without white space and with its fields in order. Null
 * when anything is otherwise: the page is then to be read element by element.
 */
function readRows(body, nowMs, lent, { windowBytes = WINDOW_BYTES, rowsFromBytes = ROWS_FROM_BYTES } = {}) {
    if (body.length < rowsFromBytes)
        return null;
    const begin = body.indexOf(CONTENTS);
    if (begin < 0 || !(0,external_node_buffer_.isAscii)(body))
        return null;
    const columns = spare.pop() ?? { places: new Int32Array(USUAL_ROWS * COLUMNS), sizes: new Float64Array(USUAL_ROWS) };
    const found = { end: 0, size: 0, restored: false, nowMs };
    let count = 0;
    let ascends = true;
    let before = '';
    let base = begin;
    for (;;) {
        const text = body.toString('latin1', base, base + windowBytes);
        let at = 0;
        for (;;) {
            if (count * COLUMNS === columns.places.length)
                grow(columns);
            const row = count * COLUMNS;
            if (!readRow(text, at, base, columns.places, row, found))
                break;
            const { places } = columns;
            const key = text.slice(places[row + KEY_FROM] - base, places[row + KEY_TO] - base);
            const plain = isPlain(key);
            if (!plain && decodeKey(key) === null)
                break;
            ascends &&= plain && (count === 0 || before < key);
            before = key;
            columns.sizes[count] = found.size;
            at = found.end;
            count += 1;
        }
        base += at;
        // A window that begins with an object and does not hold one whole: it ends here, or it is not laid out as usual.
        if (at === 0)
            break;
    }
    if (count === 0 || body.indexOf(CONTENTS, base) >= 0) {
        if (spare.length < SPARE_UP_TO)
            spare.push(columns);
        return null;
    }
    const around = body.toString('latin1', 0, begin) + body.toString('latin1', base);
    return { rows: new Rows(body, columns, count, base, ascends, lent), around };
}
class Rows {
    count;
    ascends;
    #lent;
    /** Behind the last row. */
    #end;
    #body;
    #columns;
    constructor(body, columns, count, end, ascends, lent) {
        this.#body = body;
        this.#columns = columns;
        this.count = count;
        this.#end = end;
        this.ascends = ascends;
        this.#lent = lent;
    }
    key(index) {
        const { places } = this.#columns;
        const row = index * COLUMNS;
        return decodeKey(this.#bytes().toString('latin1', places[row + KEY_FROM], places[row + KEY_TO]));
    }
    read(from, upTo) {
        const body = this.#bytes();
        const { places, sizes } = this.#columns;
        if (upTo <= from)
            return [];
        const base = places[from * COLUMNS + KEY_FROM];
        const text = body.toString('latin1', base, upTo < this.count ? places[upTo * COLUMNS + KEY_FROM] : this.#end);
        const objects = [];
        for (let index = from; index < upTo; index += 1) {
            const row = index * COLUMNS;
            const classAt = places[row + CLASS_FROM];
            const key = text.slice(places[row + KEY_FROM] - base, places[row + KEY_TO] - base);
            const object = {
                key: this.ascends ? key : decodeKey(key),
                size: sizes[index],
                etag: text.slice(places[row + ETAG_FROM] - base, places[row + ETAG_TO] - base),
                lastModified: text.slice(places[row + MODIFIED_FROM] - base, places[row + MODIFIED_TO] - base),
                storageClass: classAt === 0 ? 'STANDARD' : text.slice(Math.abs(classAt) - base, places[row + CLASS_TO] - base),
            };
            objects.push(classAt < 0 ? { ...object, restored: true } : object);
        }
        return objects;
    }
    release() {
        if (this.#body === null)
            return;
        this.#body = null;
        if (spare.length < SPARE_UP_TO)
            spare.push(this.#columns);
        this.#lent?.release();
    }
    /** What was given back may be another page by now. */
    #bytes() {
        if (this.#body === null)
            throw new Error('the page was given back');
        return this.#body;
    }
}
function grow(columns) {
    const places = new Int32Array(columns.places.length * 2);
    places.set(columns.places);
    const sizes = new Float64Array(columns.sizes.length * 2);
    sizes.set(columns.sizes);
    columns.places = places;
    columns.sizes = sizes;
}
/** The places of the object that begins at `at`; false when it is not laid out as usual, or not whole. */
function readRow(text, at, base, places, row, found) {
    if (!text.startsWith(KEY, at))
        return false;
    const keyAt = at + KEY.length;
    const keyEnd = text.indexOf('<', keyAt);
    if (!text.startsWith(LAST_MODIFIED, keyEnd))
        return false;
    const modifiedAt = keyEnd + LAST_MODIFIED.length;
    const modifiedEnd = text.indexOf('<', modifiedAt);
    if (!text.startsWith(list_rows_ETAG, modifiedEnd))
        return false;
    const etagAt = modifiedEnd + list_rows_ETAG.length;
    const etagEnd = text.indexOf('<', etagAt) - QUOTE.length;
    if (etagEnd < etagAt)
        return false;
    let sizeAt = etagEnd + SIZE.length;
    if (!text.startsWith(SIZE, etagEnd)) {
        if (!text.startsWith(list_rows_CHECKSUM, etagEnd))
            return false;
        const typeAt = text.indexOf('<', etagEnd + list_rows_CHECKSUM.length);
        if (!text.startsWith(CHECKSUM_TYPE, typeAt))
            return false;
        const typeEnd = text.indexOf('<', typeAt + CHECKSUM_TYPE.length);
        if (!text.startsWith(SIZE_AFTER_CHECKSUM, typeEnd))
            return false;
        sizeAt = typeEnd + SIZE_AFTER_CHECKSUM.length;
    }
    const sizeEnd = text.indexOf('<', sizeAt);
    const size = wholeNumber(text, sizeAt, sizeEnd);
    if (size < 0)
        return false;
    let end = sizeEnd + STANDARD_END.length;
    let classFrom = 0;
    if (!text.startsWith(STANDARD_END, sizeEnd)) {
        let classAt = sizeEnd + SIZE_END.length;
        // An owner comes unasked from servers other than S3; nothing in it is of use.
        if (text.startsWith(OWNER, sizeEnd))
            classAt = behindOwner(text, classAt);
        else if (!text.startsWith(SIZE_END, sizeEnd))
            return false;
        found.restored = false;
        if (classAt >= 0 && text.startsWith(RESTORE, classAt))
            classAt = behindRestore(text, classAt + RESTORE.length, found);
        if (classAt < 0 || !text.startsWith(CLASS, classAt))
            return false;
        classAt += CLASS.length;
        const classEnd = text.indexOf('<', classAt);
        end = classEnd + CLASS_END.length;
        if (!text.startsWith(CLASS_END, classEnd)) {
            if (!text.startsWith(CLASS_THEN_RESTORE, classEnd))
                return false;
            end = behindRestore(text, classEnd + CLASS_THEN_RESTORE.length, found);
            if (end < 0 || !text.startsWith(OBJECT_END, end))
                return false;
            end += OBJECT_END.length;
        }
        classFrom = found.restored ? -(base + classAt) : base + classAt;
        places[row + CLASS_TO] = base + classEnd;
    }
    places[row + CLASS_FROM] = classFrom;
    places[row + KEY_FROM] = base + keyAt;
    places[row + KEY_TO] = base + keyEnd;
    places[row + MODIFIED_FROM] = base + modifiedAt;
    places[row + MODIFIED_TO] = base + modifiedEnd;
    places[row + ETAG_FROM] = base + etagAt;
    places[row + ETAG_TO] = base + etagEnd;
    found.end = end;
    found.size = size;
    return true;
}
const CONTENTS = '<Contents>';
const KEY = '<Contents><Key>';
const LAST_MODIFIED = '</Key><LastModified>';
const list_rows_ETAG = '</LastModified><ETag>&quot;';
const SIZE = '&quot;</ETag><Size>';
const list_rows_CHECKSUM = '&quot;</ETag><ChecksumAlgorithm>';
const CHECKSUM_TYPE = '</ChecksumAlgorithm><ChecksumType>';
const SIZE_AFTER_CHECKSUM = '</ChecksumType><Size>';
const SIZE_END = '</Size>';
const OWNER = '</Size><Owner>';
const OWNER_END = '</Owner>';
const CLASS = '<StorageClass>';
const CLASS_END = '</StorageClass></Contents>';
const RESTORE = '<RestoreStatus>';
const RESTORE_END = '</RestoreStatus>';
const CLASS_THEN_RESTORE = '</StorageClass><RestoreStatus>';
const OBJECT_END = '</Contents>';
const STANDARD_END = '</Size><StorageClass>STANDARD</StorageClass></Contents>';
/** -1 where the owner does not end within its object: the next one would be taken for a part of it. */
function behindOwner(text, from) {
    const at = text.indexOf(OWNER_END, from);
    return at < 0 || text.slice(from, at).includes(OBJECT_END) ? -1 : at + OWNER_END.length;
}
/** The same for what tells of a restore, which is asked for, and which only objects have that somebody restores. */
function behindRestore(text, from, found) {
    const at = text.indexOf(RESTORE_END, from);
    const status = text.slice(from, Math.max(at, from));
    if (at < 0 || status.includes(OBJECT_END))
        return -1;
    found.restored = isRestored(status, found.nowMs);
    return at + RESTORE_END.length;
}

;// CONCATENATED MODULE: ./build/src/s3/list-page.js





/**
 * A page of ListObjectsV2: the second-hottest thing we do. Strict where it matters: a page that ends early, contradicts
 * itself or leaves a field out is unreadable, never empty.
 *
 * `nowMs`: when it came, for restored copies end. `lent`: the body's memory, given back when nothing of it is needed any more; with a page that is kept as rows that is for
 * whoever uses the page to say. `bounds`: see `readRows`.
 */
function readListPage(body, nowMs, lent = null, bounds) {
    const found = readRows(body, nowMs, lent, bounds);
    if (found === null) {
        const page = readElements(textOf(body), null, nowMs);
        lent?.release();
        return page;
    }
    const page = readElements(found.around, found.rows, nowMs);
    if (page.kind !== 'read')
        found.rows.release();
    return page;
}
/** `rows`: the objects, where they were read already and the text is what lies around them. */
function readElements(text, rows, nowMs) {
    const root = enterRoot(text);
    if (root === null)
        return unreadable('the answer is not XML');
    if (root.name === 'Error')
        return errorInside(text, root);
    if (root.name !== 'ListBucketResult')
        return unreadable(`the answer is a ${root.name}, not a ListBucketResult`);
    const objects = [];
    const leaves = Object.create(null);
    let at = root.inside;
    for (;;) {
        if (text.startsWith('</ListBucketResult>', at))
            break;
        if (text.startsWith('<Contents>', at)) {
            const end = readObject(text, at + '<Contents>'.length, objects, nowMs);
            if (typeof end === 'string')
                return end === UNDECODABLE ? unencoded(end) : unreadable(end);
            at = skipSpace(text, end);
            continue;
        }
        const element = readElement(text, at);
        if (element === null) {
            const [keys, characters] = [rows?.count ?? objects.length, text.length];
            return unreadable(`the list page ends early, after ${keys} keys and ${characters} characters${rows === null ? '' : ' around them'}`);
        }
        // An object with attributes, without content, or inside of something that is not closed where it should be: skipped, it would be lost.
        if (element.name === 'Contents' || element.value.includes('<Contents'))
            return unreadable('an object of the list page is not laid out as one');
        const said = leaves[element.name];
        if (said !== undefined && said !== element.value)
            return unreadable(`the list page has two different values for ${element.name}`);
        leaves[element.name] = element.value;
        at = skipSpace(text, element.after);
    }
    if (skipSpace(text, at + '</ListBucketResult>'.length) !== text.length)
        return unreadable('there is more after the end of the list page');
    return closePage(objects, rows, leaves);
}
/** What the page says about itself must agree with what is in it. */
function closePage(objects, rows, leaves) {
    const count = rows?.count ?? objects.length;
    const { EncodingType, IsTruncated, NextContinuationToken, KeyCount, CommonPrefixes } = leaves;
    if (EncodingType !== 'url') {
        return unencoded('the server does not encode keys when asked to (encoding-type=url), so a key cannot be told from its encoding');
    }
    if (CommonPrefixes !== undefined)
        return unreadable('the list page has common prefixes although no delimiter was asked for');
    if (KeyCount !== undefined && KeyCount !== String(count)) {
        return unreadable(`the list page announces ${KeyCount} keys and has ${count}`);
    }
    const token = NextContinuationToken === undefined ? '' : unescapeXml(NextContinuationToken);
    if (IsTruncated === 'true') {
        if (token === '')
            return unreadable('the list page says that more follows, but not how to go on');
        return { kind: 'read', value: pageOf(objects, rows, token) };
    }
    if (IsTruncated !== 'false')
        return unreadable('the list page does not say whether more follows');
    if (token !== '')
        return unreadable('the list page says that it is the last one, and how to go on');
    return { kind: 'read', value: pageOf(objects, rows, null) };
}
function pageOf(objects, rows, continuation) {
    if (rows === null)
        return { objects, continuation };
    let made;
    return {
        get objects() {
            return (made ??= rows.read(0, rows.count));
        },
        continuation,
        rows,
    };
}
const UNDECODABLE = 'a key of the list page is not encoded as encoding-type=url promises';
/** Reads one Contents element from behind its opening tag; gives the index behind it, or what is wrong. */
function readObject(text, from, objects, nowMs) {
    let key = null;
    let etag = null;
    let lastModified = null;
    let size = -1;
    let storageClass = 'STANDARD';
    let restored = false;
    let at = skipSpace(text, from);
    while (!text.startsWith('</Contents>', at)) {
        const open = text.indexOf('>', at);
        if (open < 0 || text.charCodeAt(at) !== LESS)
            return 'the list page ends early, inside of an object';
        const value = open + 1;
        const close = text.indexOf('<', value);
        if (close < 0)
            return 'the list page ends early, inside of an object';
        let end;
        if (text.startsWith('<Key>', at)) {
            if (key !== null)
                return 'an object of the list page has two keys';
            const decoded = decodeKey(text.slice(value, close));
            if (decoded === null)
                return UNDECODABLE;
            key = decoded;
            end = endOf(text, close, '</Key>');
        }
        else if (text.startsWith('<LastModified>', at)) {
            lastModified = text.slice(value, close);
            end = endOf(text, close, '</LastModified>');
        }
        else if (text.startsWith('<ETag>', at)) {
            etag = unquoted(text, value, close);
            end = endOf(text, close, '</ETag>');
        }
        else if (text.startsWith('<Size>', at)) {
            size = wholeNumber(text, value, close);
            end = endOf(text, close, '</Size>');
        }
        else if (text.startsWith('<StorageClass>', at)) {
            storageClass = text.slice(value, close);
            end = endOf(text, close, '</StorageClass>');
        }
        else {
            const element = readElement(text, at);
            // What is not closed within its object would swallow the next one, with its key.
            end = element === null || element.value.includes('</Contents>') ? -1 : element.after;
            if (element?.name === 'RestoreStatus')
                restored = isRestored(element.value, nowMs);
        }
        if (end < 0)
            return 'the list page ends early, or an element of an object is not closed';
        at = text.charCodeAt(end) === LESS ? end : skipSpace(text, end);
    }
    if (key === null || etag === null || lastModified === null || size < 0) {
        return `an object of the list page has no ${key === null ? 'Key' : etag === null ? 'ETag' : size < 0 ? 'Size' : 'LastModified'}`;
    }
    const object = { key, size, etag, lastModified, storageClass };
    objects.push(restored ? { ...object, restored } : object);
    return at + '</Contents>'.length;
}
function endOf(text, at, tag) {
    return text.startsWith(tag, at) ? at + tag.length : -1;
}

;// CONCATENATED MODULE: ./build/src/s3/elements.js


/** As a bucket answers that never kept versions (API_GetBucketVersioning). */
const EMPTY_ROOT = /^\s*(?:<\?xml[^>]*>\s*)?<([A-Za-z]+)(?:\s[^<>]*)?\/>\s*$/;
/** The elements inside the root, which must be the one that is wanted, and whole. `anotherRoot` judges an answer that is something else. */
function childrenOf(answer, wanted, anotherRoot = unreadable) {
    const text = textOf(answer.body);
    if (EMPTY_ROOT.exec(text)?.[1] === wanted)
        return [];
    const root = enterRoot(text);
    if (root === null)
        return unreadable(`the answer has no ${wanted}`);
    if (root.name === 'Error')
        return errorInside(text, root);
    if (root.name !== wanted)
        return anotherRoot(`the answer is a ${root.name}, not a ${wanted}`);
    const end = text.indexOf(`</${wanted}>`, root.inside);
    return (end < 0 ? null : elementsIn(text.slice(root.inside, end))) ?? unreadable(`the ${wanted} ends early`);
}
/** All elements of a text, in order; null when it is not made of elements alone. */
function elementsIn(text) {
    const found = [];
    let at = skipSpace(text, 0);
    while (at < text.length) {
        const element = readElement(text, at);
        if (element === null)
            return null;
        found.push({ name: element.name, value: element.value });
        at = skipSpace(text, element.after);
    }
    return found;
}
/** The same by name; of a repeated one, the last. */
function leavesIn(text) {
    return readLeaves(`${text}</X>`, { name: 'X', inside: skipSpace(text, 0) });
}

;// CONCATENATED MODULE: ./build/src/s3/object-answers.js

/** What S3 answers about one object, read strictly: a body without its length or an object without its ETag is not one. */
function refusal(answer) {
    return { kind: 'error', error: readErrorAnswer(answer.status, answer.body) };
}
function readGet(answer) {
    if (answer.status !== 200)
        return nullWhenMissing(answer);
    // Without a length or chunks, a body ends where the connection does, be it whole or not.
    const etag = header(answer, 'etag');
    const framed = header(answer, 'content-length') !== undefined || header(answer, 'transfer-encoding') !== undefined;
    if (etag === undefined || !framed)
        return { kind: 'unreadable', code: 'Unreadable', why: `the object came without ${framed ? 'an ETag' : 'its length'}` };
    return { kind: 'read', value: { body: answer.body, etag: unquotedEtag(etag) } };
}
/** A range of nothing cannot be satisfied: that is how an object without a byte answers (RFC 9110, 15.5.17), or with "0--1/0". */
const RANGE_NOT_SATISFIABLE = 416;
const CONTENT_RANGE = /^bytes (\d+)-(-?\d+)\/(\d+)$/;
function readTail(answer, upToBytes) {
    const { body, status } = answer;
    if (status === RANGE_NOT_SATISFIABLE)
        return { kind: 'read', value: { body: Buffer.alloc(0), etag: '', size: 0, metadata: {} } };
    if (status === 200) {
        // The range was not minded, and this is all of it.
        const whole = readGet(answer);
        if (whole.kind !== 'read' || whole.value === null)
            return whole;
        const tail = body.subarray(Math.max(0, body.length - upToBytes));
        return { kind: 'read', value: { body: tail, etag: whole.value.etag, size: body.length, metadata: metadataOf(answer) } };
    }
    if (status !== 206)
        return nullWhenMissing(answer);
    const etag = header(answer, 'etag');
    const [, first, last, total] = (CONTENT_RANGE.exec(header(answer, 'content-range') ?? '') ?? []).map(Number);
    if (etag === undefined || first === undefined || last === undefined || total === undefined)
        return { kind: 'unreadable', code: 'Unreadable', why: 'the end of the object came without its ETag or its place' };
    if (last !== total - 1 || body.length !== last - first + 1)
        return { kind: 'unreadable', code: 'Unreadable', why: `bytes ${first} to ${last} of ${total} were said, and ${body.length} came` };
    return { kind: 'read', value: { body, etag: unquotedEtag(etag), size: total, metadata: metadataOf(answer) } };
}
const METADATA = 'x-amz-meta-';
function metadataOf(answer) {
    const names = Object.keys(answer.headers).filter((name) => name.startsWith(METADATA));
    return Object.fromEntries(names.map((name) => [name.slice(METADATA.length), header(answer, name) ?? '']));
}
/** Measured by ministack's authors in eu-west-1, and in userguide/conditional-deletes: 404 when nothing is there, 412 for another ETag. */
function readDelete(answer) {
    if (answer.status === 204 || answer.status === 200)
        return { kind: 'read', value: 'deleted' };
    const error = readErrorAnswer(answer.status, answer.body);
    if (answer.status === 404 && error.code === 'NoSuchKey')
        return { kind: 'read', value: 'absent' };
    if (answer.status === 412 || (answer.status === 409 && error.code === 'ConditionalRequestConflict'))
        return { kind: 'read', value: 'changed' };
    return { kind: 'error', error };
}
/** `uncertain`: an earlier try may have been carried out although its answer was lost. */
function readPut(answer, input, uncertain) {
    if (answer.status === 200) {
        const etag = header(answer, 'etag');
        if (etag === undefined)
            return { kind: 'unreadable', code: 'Unreadable', why: 'the object was taken without an ETag in the answer' };
        return { kind: 'read', value: { outcome: 'written', etag: unquotedEtag(etag) } };
    }
    const error = readErrorAnswer(answer.status, answer.body);
    const { condition } = input;
    const conflict = condition !== undefined &&
        (answer.status === 412 ||
            (answer.status === 409 && error.code === 'ConditionalRequestConflict') ||
            // If-Match on a key that is not there (API_PutObject).
            (answer.status === 404 && error.code === 'NoSuchKey' && 'etag' in condition));
    if (!conflict)
        return { kind: 'error', error };
    return { kind: 'read', value: uncertain ? 'perhaps-ours' : { outcome: 'conflict' } };
}
function nullWhenMissing(answer) {
    const error = readErrorAnswer(answer.status, answer.body);
    return answer.status === 404 && error.code === 'NoSuchKey' ? { kind: 'read', value: null } : { kind: 'error', error };
}
function header(answer, name) {
    return answer.headers[name];
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/src/s3/sign.js


/**
 * AWS Signature Version 4 in request headers, as S3 wants it: the path is encoded once and never normalised
 * (AmazonS3 API Reference, "Authenticating Requests: Using the Authorization Header").
 *
 * The payload is always hashed, never UNSIGNED-PAYLOAD: our requests have no body (a constant hash) or a small ledger
 * document, so the protection of the body costs nothing, and it holds over plain http too.
 */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
function createSigner(region) {
    // One entry is enough: a client has one principal, and its key changes once a day or with the session.
    let cachedSecret = '';
    let cachedDay = '';
    let cached = null;
    const signature = (credentials, amzDate) => {
        const day = amzDate.slice(0, 8);
        if (cached === null || cachedDay !== day || cachedSecret !== credentials.secretAccessKey) {
            cached = createSignature(credentials.secretAccessKey, day, region);
            cachedDay = day;
            cachedSecret = credentials.secretAccessKey;
        }
        return cached;
    };
    return {
        signature,
        authorization(request, credentials, amzDate) {
            const ours = signature(credentials, amzDate);
            const names = signedHeaders(request.headers);
            const prefix = authorizationPrefix(credentials, ours.scope, names);
            return prefix + ours.of(canonical(request, names), amzDate);
        },
    };
}
function authorizationPrefix(credentials, scope, names) {
    return `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`;
}
const BLOCK_BYTES = 64;
const DATE_BYTES = 16;
const HASH_BYTES = 32;
/**
 * HMAC (RFC 2104) as its definition says, of two hashes over bytes that are laid out once: within a day and a region the
 * string to sign differs in its date and in the request's hash only. `createHmac` with a KeyObject takes 1.8 µs for this,
 * with raw bytes as its key 16; this takes 0.7 (Node 24).
 */
function createSignature(secretAccessKey, day, region) {
    const scope = `${day}/${region}/s3/aws4_request`;
    const key = signingKey(secretAccessKey, day, region);
    const layout = stringToSignOf('0'.repeat(2 * HASH_BYTES), scope, '0'.repeat(DATE_BYTES));
    const inner = Buffer.alloc(BLOCK_BYTES + layout.length, 0x36);
    const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c);
    for (let i = 0; i < key.length; i += 1) {
        inner[i] = 0x36 ^ key[i];
        outer[i] = 0x5c ^ key[i];
    }
    inner.write(layout, BLOCK_BYTES, 'latin1');
    const dateAt = BLOCK_BYTES + ALGORITHM.length + 1;
    const hashAt = inner.length - 2 * HASH_BYTES;
    let written = '';
    return {
        scope,
        of(canonicalRequestText, amzDate) {
            if (amzDate !== written) {
                inner.write(amzDate, dateAt, 'latin1');
                written = amzDate;
            }
            inner.write((0,external_node_crypto_.hash)('sha256', canonicalRequestText, 'hex'), hashAt, 'latin1');
            outer.write((0,external_node_crypto_.hash)('sha256', inner, 'binary'), BLOCK_BYTES, 'latin1');
            return (0,external_node_crypto_.hash)('sha256', outer, 'hex');
        },
    };
}
function signingKey(secretAccessKey, day, region) {
    let key = Buffer.from(`AWS4${secretAccessKey}`, 'utf8');
    for (const part of [day, region, 's3', 'aws4_request'])
        key = (0,external_node_crypto_.createHmac)('sha256', key).update(part).digest();
    return key;
}
function canonicalRequest(request) {
    return canonical(request, signedHeaders(request.headers));
}
function stringToSign(canonicalRequestText, scope, amzDate) {
    return stringToSignOf(hash('sha256', canonicalRequestText, 'hex'), scope, amzDate);
}
const ALGORITHM = 'AWS4-HMAC-SHA256';
function stringToSignOf(canonicalRequestHash, scope, amzDate) {
    return `${ALGORITHM}\n${amzDate}\n${scope}\n${canonicalRequestHash}`;
}
function canonical(request, names) {
    const { headers } = request;
    let lines = '';
    for (let i = 0; i < headers.length; i += 2)
        lines += `${headers[i]}:${trimmed(headers[i + 1])}\n`;
    return `${request.method}\n${request.path}\n${request.query}\n${lines}\n${names}\n${request.payloadSha256}`;
}
function signedHeaders(headers) {
    let names = headers[0];
    for (let i = 2; i < headers.length; i += 2)
        names += `;${headers[i]}`;
    return names;
}
const sign_SPACE = /\s/;
function trimmed(value) {
    return sign_SPACE.test(value) ? value.trim().replace(/\s+/g, ' ') : value;
}
const PLAIN_KEY = /^[A-Za-z0-9\-._~/]*$/;
const LEFT_BY_ENCODE_URI = /[!'()*]/g;
const LEFT_OR_SLASH = /[!'()*]|%2F/g;
/**
 * A key as a path: everything but A-Z a-z 0-9 - . _ ~ and the slash becomes %XX of its UTF-8 bytes, once.
 * Dot segments, double and leading slashes stay: S3 keys are names, not paths.
 * @throws MigrationError USAGE when the key is not Unicode (a lone surrogate cannot be a key)
 */
function encodeKey(key) {
    if (PLAIN_KEY.test(key))
        return key;
    return encoded(key).replace(LEFT_OR_SLASH, (found) => (found === '%2F' ? '/' : percent(found)));
}
/** A value in a query string: as a key, and the slash is encoded too. */
function encodeQueryValue(value) {
    return encoded(value).replace(LEFT_BY_ENCODE_URI, percent);
}
function encoded(text) {
    if (!text.isWellFormed()) {
        throw new errors/* MigrationError */.Py('USAGE', `"${(0,errors/* printable */.g$)(text)}" is not valid Unicode, so it cannot be the name of an S3 object`, {
            next: 'Take the key from a listing of the bucket: S3 keys are always UTF-8.',
        });
    }
    return encodeURIComponent(text);
}
function percent(char) {
    return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}
/** Makes x-amz-date values (ISO 8601 basic, whole seconds), and formats each second only once. */
function createAmzDate() {
    let second = Number.NaN;
    let text = '';
    return (milliseconds) => {
        const wanted = Math.floor(milliseconds / 1000);
        if (wanted !== second) {
            second = wanted;
            text = new Date(wanted * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '');
        }
        return text;
    };
}

;// CONCATENATED MODULE: ./build/src/s3/unsigned.js

/** A request with its headers in order, as they are signed. `key` null: the bucket itself. */
function unsigned(method, place, key, query, to, more, stamp, payloadSha256 = EMPTY_SHA256) {
    const named = {
        ...more,
        host: place.host,
        'x-amz-content-sha256': payloadSha256,
        'x-amz-date': stamp.amzDate,
    };
    if (to.owner !== null)
        named['x-amz-expected-bucket-owner'] = to.owner;
    if (to.requesterPays === true)
        named['x-amz-request-payer'] = 'requester';
    if (stamp.credentials.sessionToken !== undefined)
        named['x-amz-security-token'] = stamp.credentials.sessionToken;
    const headers = Object.keys(named)
        .toSorted()
        .flatMap((name) => [name, named[name]]);
    return { method, path: `${place.base}/${key === null ? '' : encodeKey(key)}`, query, headers, payloadSha256 };
}

;// CONCATENATED MODULE: ./build/src/s3/bucket-calls.js





/** `subresource` names the setting in the query: versioning, lifecycle, ownershipControls. */
function settingRequest(place, subresource, of, stamp) {
    return unsigned('GET', place, null, `${subresource}=`, of, {}, stamp);
}
function createBucketCalls(perform, counters) {
    const ask = (operation, subresource, of, read, signal) => {
        counters.get += 1;
        return perform({
            operation,
            bucket: of.bucket,
            key: '',
            body: null,
            build: (place, stamp) => settingRequest(place, subresource, of, stamp),
            read,
        }, signal);
    };
    return {
        versioning: (of, signal) => ask('GetBucketVersioning', 'versioning', of, readVersioning, signal),
        lifecycle: (of, signal) => ask('GetBucketLifecycleConfiguration', 'lifecycle', of, readLifecycle, signal),
        ownership: (of, signal) => ask('GetBucketOwnershipControls', 'ownershipControls', of, readOwnership, signal),
    };
}
function readVersioning(answer) {
    if (answer.status !== 200)
        return refusal(answer);
    const children = childrenOf(answer, 'VersioningConfiguration', unexpected);
    if ('kind' in children)
        return children;
    const status = children.find(({ name }) => name === 'Status')?.value;
    // Other makers say nothing within the element.
    if (status === undefined || status === '')
        return { kind: 'read', value: 'never' };
    if (status === 'Enabled')
        return { kind: 'read', value: 'on' };
    return status === 'Suspended' ? { kind: 'read', value: 'suspended' } : unexpected(`versioning is ${status}, which is neither on nor off`);
}
function readLifecycle(answer) {
    if (answer.status !== 200)
        return nothingSaid(answer, 'NoSuchLifecycleConfiguration', []);
    const children = childrenOf(answer, 'LifecycleConfiguration', unexpected);
    if ('kind' in children)
        return children;
    const rules = [];
    for (const { name, value } of children) {
        if (name !== 'Rule')
            continue;
        const rule = leavesIn(value);
        const filter = filterOf(rule);
        if (rule === null || filter === null)
            return unreadable('a rule of the lifecycle is not whole');
        if (rule['Status'] !== 'Enabled')
            continue;
        rules.push({ ...filter, endsEarlierVersions: rule['NoncurrentVersionExpiration'] !== undefined });
    }
    return { kind: 'read', value: rules };
}
/** A prefix, or a tag, or a size, or several of them in `And` (API_LifecycleRuleFilter); rules of old have a prefix outside of it. */
function filterOf(rule) {
    const terms = elementsIn(rule?.['Filter'] ?? '');
    const and = terms?.find(({ name }) => name === 'And');
    const all = and === undefined ? terms : elementsIn(and.value);
    if (rule === null || all === null)
        return null;
    const prefix = all.find(({ name }) => name === 'Prefix')?.value ?? rule['Prefix'] ?? '';
    return { prefix: unescapeXml(prefix), isNarrower: all.some(({ name }) => name !== 'Prefix') };
}
function readOwnership(answer) {
    if (answer.status !== 200)
        return nothingSaid(answer, 'OwnershipControlsNotFoundError', 'ObjectWriter');
    const children = childrenOf(answer, 'OwnershipControls', unexpected);
    if ('kind' in children)
        return children;
    const owner = leavesIn(children.find(({ name }) => name === 'Rule')?.value ?? '')?.['ObjectOwnership'];
    return owner === 'BucketOwnerEnforced' || owner === 'BucketOwnerPreferred' || owner === 'ObjectWriter'
        ? { kind: 'read', value: owner }
        : unexpected('the ownership of objects is none that is known');
}
/** A bucket for which it was never said answers with an error of its own. */
function nothingSaid(answer, code, value) {
    const error = readErrorAnswer(answer.status, answer.body);
    return answer.status === 404 && error.code === code ? { kind: 'read', value } : { kind: 'error', error };
}

;// CONCATENATED MODULE: ./build/src/s3/call.js
/**
 * How long the server may say nothing. A copy, of an object or of a part, is silent until it is done, or sends a space now and then; up to 5 GiB
 * within one request can take minutes. So may a completion, in which white space is sent to keep the line open (API_CompleteMultipartUpload).
 */
const SILENCE_MS = {
    ListObjectsV2: 30_000,
    GetObject: 30_000,
    PutObject: 60_000,
    DeleteObject: 60_000,
    CopyObject: 300_000,
    HeadObject: 30_000,
    GetObjectTagging: 30_000,
    CreateMultipartUpload: 60_000,
    UploadPartCopy: 300_000,
    CompleteMultipartUpload: 300_000,
    AbortMultipartUpload: 60_000,
    ListMultipartUploads: 30_000,
    GetBucketVersioning: 30_000,
    GetBucketLifecycleConfiguration: 30_000,
    GetBucketOwnershipControls: 30_000,
};

// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
;// CONCATENATED MODULE: ./build/src/s3/http-answer.js
/** A head is bounded, because it is kept until its end is there; S3's are under 2 KiB, and as much of user metadata (userguide/UsingMetadata). */
const HEAD_UP_TO_BYTES = 16 * 1024;
/** Nothing that we read is near it: list pages, ledger documents, the ends of files. */
const BODY_UP_TO_BYTES = 1024 * 1024 * 1024;
/** A length that is only announced is not yet worth more memory than this. */
const TRUSTED_BYTES = 1024 * 1024;
const CR = 0x0d;
const LF = 0x0a;
const http_answer_SPACE = 0x20;
const TAB = 0x09;
const SEMICOLON = 0x3b;
const ZERO = 0x30;
/** What of the answer comes next. */
const HEAD = 0;
const SIZED = 1;
const UNTIL_CLOSE = 2;
const CHUNK_SIZE = 3;
const CHUNK_EXTENSION = 4;
const CHUNK_SIZE_LF = 5;
const CHUNK_DATA = 6;
const CHUNK_DATA_CR = 7;
const CHUNK_DATA_LF = 8;
const TRAILER = 9;
const WHOLE = 10;
/**
 * Memory for large bodies, which are list pages nearly always: 1,000 objects are 300 KB of XML. Made anew for each page it is
 * garbage outside of V8's heap, of which hundreds of megabytes gather before V8 looks.
 */
const LARGE_FROM_BYTES = 64 * 1024;
const LARGE_BYTES = 512 * 1024;
const http_answer_SPARE_UP_TO = 8;
const http_answer_spare = [];
function memoryFor(bytes) {
    if (bytes < LARGE_FROM_BYTES || bytes > LARGE_BYTES)
        return Buffer.allocUnsafe(bytes);
    return http_answer_spare.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES);
}
function giveBack(memory) {
    if (memory.length === LARGE_BYTES && http_answer_spare.length < http_answer_SPARE_UP_TO)
        http_answer_spare.push(memory);
}
const END_OF_HEAD = '\r\n\r\n';
const NOTHING = Buffer.alloc(0);
class Answer {
    status;
    #head;
    #body;
    #memory;
    #headers = null;
    /** `body` lies at the beginning of `memory`. */
    constructor(status, head, memory, bodyBytes) {
        this.status = status;
        this.#head = head;
        this.#memory = memory;
        this.#body = bodyBytes === memory.length ? memory : memory.subarray(0, bodyBytes);
    }
    get body() {
        return this.#body;
    }
    release() {
        giveBack(this.#memory);
        this.#memory = NOTHING;
        this.#body = NOTHING;
    }
    get headers() {
        return (this.#headers ??= headersOf(this.#head));
    }
}
class AnswerReader {
    #next = HEAD;
    #bodiless = false;
    #head = '';
    #seam = '';
    #status = 0;
    #closes = false;
    #surplus = false;
    /** Bytes that are still to come: of the body, or of the chunk. */
    #left = 0;
    /** Bytes of framing seen in the piece that is bounded: a chunk's size line, or the trailers. */
    #framing = 0;
    #lineBytes = 0;
    #body = NOTHING;
    #filled = 0;
    /** Answers on one connection are of like size: the next list page takes one allocation. */
    #usualBytes = 4096;
    /** `bodiless`: the request was a HEAD. */
    begin(bodiless) {
        this.#next = HEAD;
        this.#bodiless = bodiless;
        this.#head = '';
        this.#seam = '';
        this.#status = 0;
        this.#surplus = false;
        this.#body = NOTHING;
        this.#filled = 0;
    }
    get headRead() {
        return this.#status !== 0;
    }
    /** Whether the connection may carry another request after this answer. */
    get reusable() {
        return !this.#closes && !this.#surplus;
    }
    /**
     * Takes the next bytes, and keeps no reference to them. True when the answer is whole.
     * @throws Error MALFORMED_ANSWER
     */
    feed(bytes, upTo) {
        let at = 0;
        while (at < upTo && this.#next !== WHOLE) {
            switch (this.#next) {
                case HEAD:
                    at = this.#readHead(bytes, at, upTo);
                    break;
                case SIZED:
                    at = this.#take(bytes, at, upTo);
                    if (this.#left === 0)
                        this.#next = WHOLE;
                    break;
                case UNTIL_CLOSE:
                    this.#append(bytes, at, upTo);
                    at = upTo;
                    break;
                case CHUNK_DATA:
                    at = this.#take(bytes, at, upTo);
                    if (this.#left === 0)
                        this.#next = CHUNK_DATA_CR;
                    break;
                default:
                    this.#readFraming(bytes[at]);
                    at += 1;
            }
        }
        this.#surplus = at < upTo;
        return this.#next === WHOLE;
    }
    /** The connection has ended: true when that is the end of the answer, too. */
    ended() {
        if (this.#next !== UNTIL_CLOSE)
            return false;
        this.#next = WHOLE;
        return true;
    }
    answer() {
        this.#usualBytes = Math.max(4096, this.#filled);
        const answer = new Answer(this.#status, this.#head, this.#body, this.#filled);
        this.#body = NOTHING;
        this.#head = '';
        return answer;
    }
    #readHead(bytes, from, upTo) {
        const before = this.#head.length;
        const text = bytes.toString('latin1', from, Math.min(upTo, from + HEAD_UP_TO_BYTES - before));
        // Usually it comes in one piece. Of earlier pieces only the last characters are looked at again.
        const seam = this.#seam;
        const end = (seam === '' ? text : seam + text).indexOf(END_OF_HEAD);
        if (end < 0) {
            this.#head += text;
            if (this.#head.length >= HEAD_UP_TO_BYTES)
                throw malformed(`its head is longer than ${HEAD_UP_TO_BYTES} bytes`);
            this.#seam = (seam + text).slice(1 - END_OF_HEAD.length);
            return upTo;
        }
        const taken = end + END_OF_HEAD.length - seam.length;
        const head = before === 0 ? text.slice(0, end) : (this.#head + text.slice(0, taken)).slice(0, -END_OF_HEAD.length);
        this.#seam = '';
        this.#interpret(head);
        return from + taken;
    }
    #interpret(head) {
        const status = statusOf(head);
        if (status < 200) {
            // 100 Continue, 102, 103: the answer itself follows. Nobody asked for another protocol (101).
            if (status === 101)
                throw malformed('it changes the protocol');
            this.#head = '';
            return;
        }
        let lengthBytes = -1;
        let chunked = false;
        let closes = head.charCodeAt(7) === ZERO;
        let end = head.indexOf('\r\n');
        while (end >= 0) {
            const at = end + 2;
            end = head.indexOf('\r\n', at);
            const lineEnd = end < 0 ? head.length : end;
            const colon = head.indexOf(':', at);
            if (colon <= at || colon > lineEnd || isBlank(head.charCodeAt(at)) || isBlank(head.charCodeAt(colon - 1)))
                throw malformed('a line of its head is not a header');
            // By length first: three names of a dozen are worth a comparison.
            const nameLength = colon - at;
            if (nameLength === 14 && named(head, at, colon, 'content-length')) {
                const value = http_answer_wholeNumber(head.slice(colon + 1, lineEnd).trim());
                if (value < 0 || lengthBytes >= 0)
                    throw malformed('its length is no number, or said twice');
                lengthBytes = value;
            }
            else if (nameLength === 17 && named(head, at, colon, 'transfer-encoding')) {
                if (head
                    .slice(colon + 1, lineEnd)
                    .trim()
                    .toLowerCase() !== 'chunked' ||
                    chunked)
                    throw malformed('its transfer encoding is not plain chunks');
                chunked = true;
            }
            else if (nameLength === 10 && named(head, at, colon, 'connection')) {
                const words = head.slice(colon + 1, lineEnd).toLowerCase();
                if (words.includes('close'))
                    closes = true;
                else if (words.includes('keep-alive'))
                    closes = false;
            }
        }
        if (chunked && lengthBytes >= 0)
            throw malformed('it has a length and chunks');
        if (lengthBytes > BODY_UP_TO_BYTES)
            throw malformed(`it is longer than ${BODY_UP_TO_BYTES} bytes`);
        this.#head = head;
        this.#status = status;
        this.#closes = closes;
        this.#framing = 0;
        if (this.#bodiless || status === 204 || status === 304 || lengthBytes === 0)
            this.#next = WHOLE;
        else if (chunked) {
            this.#left = 0;
            this.#next = CHUNK_SIZE;
        }
        else if (lengthBytes > 0) {
            this.#left = lengthBytes;
            this.#body = memoryFor(Math.min(lengthBytes, TRUSTED_BYTES));
            this.#next = SIZED;
        }
        else {
            this.#closes = true;
            this.#next = UNTIL_CLOSE;
        }
    }
    #take(bytes, from, upTo) {
        const end = Math.min(upTo, from + this.#left);
        this.#append(bytes, from, end);
        this.#left -= end - from;
        return end;
    }
    #append(bytes, from, end) {
        const filled = this.#filled + end - from;
        if (filled > this.#body.length) {
            if (filled > BODY_UP_TO_BYTES)
                throw malformed(`it is longer than ${BODY_UP_TO_BYTES} bytes`);
            const grown = memoryFor(Math.max(filled, this.#body.length * 2, this.#usualBytes));
            this.#body.copy(grown, 0, 0, this.#filled);
            giveBack(this.#body);
            this.#body = grown;
        }
        bytes.copy(this.#body, this.#filled, from, end);
        this.#filled = filled;
    }
    /** One byte of what is around chunks: few, so that a plain table of states is cheap enough. */
    #readFraming(byte) {
        this.#framing += 1;
        if (this.#framing > HEAD_UP_TO_BYTES)
            throw malformed('its chunks or trailers have no end');
        switch (this.#next) {
            case CHUNK_SIZE: {
                const digit = hexDigit(byte);
                if (digit >= 0) {
                    this.#left = this.#left * 16 + digit;
                    if (this.#left > BODY_UP_TO_BYTES)
                        throw malformed(`it is longer than ${BODY_UP_TO_BYTES} bytes`);
                }
                else if (this.#framing === 1)
                    throw malformed('a chunk has no size');
                else if (byte === CR)
                    this.#next = CHUNK_SIZE_LF;
                else if (byte === SEMICOLON || isBlank(byte))
                    this.#next = CHUNK_EXTENSION;
                else
                    throw malformed('the size of a chunk is no number');
                return;
            }
            case CHUNK_EXTENSION:
                if (byte === CR)
                    this.#next = CHUNK_SIZE_LF;
                return;
            case CHUNK_SIZE_LF:
                this.#expect(byte, LF);
                this.#framing = 0;
                this.#lineBytes = 0;
                this.#next = this.#left === 0 ? TRAILER : CHUNK_DATA;
                return;
            case CHUNK_DATA_CR:
                this.#expect(byte, CR);
                this.#next = CHUNK_DATA_LF;
                return;
            case CHUNK_DATA_LF:
                this.#expect(byte, LF);
                this.#framing = 0;
                this.#next = CHUNK_SIZE;
                return;
            case TRAILER:
                if (byte === LF && this.#lineBytes === 0)
                    this.#next = WHOLE;
                else if (byte === LF)
                    this.#lineBytes = 0;
                else if (byte !== CR)
                    this.#lineBytes += 1;
        }
    }
    #expect(byte, wanted) {
        if (byte !== wanted)
            throw malformed('a chunk does not end where it said');
    }
}
function malformed(how) {
    return Object.assign(new Error(`the answer is not HTTP/1.1 as it should be: ${how}`), { code: 'MALFORMED_ANSWER' });
}
function statusOf(head) {
    const after = head.charCodeAt(12);
    const minor = head.charCodeAt(7) - ZERO;
    const status = http_answer_wholeNumber(head.slice(9, 12));
    const wellFormed = head.startsWith('HTTP/1.') && (minor === 0 || minor === 1) && head.charCodeAt(8) === http_answer_SPACE;
    if (!wellFormed || status < 100 || !(after === http_answer_SPACE || after === CR || Number.isNaN(after)))
        throw malformed('it has no status line');
    return status;
}
function named(head, at, colon, name) {
    const written = head.slice(at, colon);
    return written === name || written.toLowerCase() === name;
}
/** -1 when it is not one, or beyond what a double counts exactly. */
function http_answer_wholeNumber(digits) {
    return /^\d{1,15}$/.test(digits) ? Number(digits) : -1;
}
function isBlank(code) {
    return code === http_answer_SPACE || code === TAB;
}
function hexDigit(byte) {
    if (byte >= ZERO && byte <= 0x39)
        return byte - ZERO;
    const letter = byte | 0x20;
    return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
function headersOf(head) {
    const headers = Object.create(null);
    for (const line of head.split('\r\n').slice(1)) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon).toLowerCase();
        const value = line.slice(colon + 1).trim();
        headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
    }
    return headers;
}

;// CONCATENATED MODULE: ./build/src/s3/connection.js



const CONNECT_MS = 10_000;
/**
 * Every socket reads into this one: what arrives is taken out at once, within the callback, so nothing is allocated for a
 * read. As large as four reads of libuv's usual size, for list pages.
 */
const ARRIVALS = Buffer.allocUnsafeSlow(256 * 1024);
/** One socket, from its connecting to its end. */
class Connection {
    #home;
    #ticks;
    #socket;
    #reader = new AnswerReader();
    #load = null;
    #connected = false;
    #ended = false;
    /** Whether it keeps the process from ending. */
    #holds = true;
    /** On `ticks`: when it was opened, sent a request, was answered, or heard a byte. */
    #since;
    constructor(home, ticks) {
        this.#home = home;
        this.#ticks = ticks;
        this.#since = ticks.passed;
        const onread = {
            buffer: ARRIVALS,
            callback: (bytes) => {
                this.#arrived(bytes);
                return true;
            },
        };
        const socket = connect(home, onread, () => {
            this.#connected = true;
            this.#since = ticks.passed;
        });
        socket.on('error', (error) => this.end(error));
        socket.on('end', () => this.#closedByServer());
        socket.on('close', () => this.#closedByServer());
        this.#socket = socket;
    }
    carry(load) {
        const { head, body } = load.request;
        const socket = this.#socket;
        this.#load = load;
        load.connection = this;
        if (this.#connected)
            this.#since = this.#ticks.passed;
        this.#reader.begin(head.startsWith('HEAD '));
        if (!this.#holds) {
            this.#holds = true;
            socket.ref();
        }
        if (body === null || body.length === 0) {
            socket.write(head, 'latin1');
            return;
        }
        socket.cork();
        socket.write(head, 'latin1');
        socket.write(body);
        socket.uncork();
    }
    /** Ends at once. What it carries rejects with the reason, if it has not settled. */
    end(reason) {
        if (this.#ended)
            return;
        this.#ended = true;
        this.#socket.destroy();
        const load = this.#load;
        this.#load = null;
        if (load !== null) {
            load.connection = null;
            load.reject(reason ?? closedEarly());
        }
        this.#home.gone(this);
    }
    /** Waited too long? `idleMs`: how long a connection may rest. */
    tick(idleMs) {
        // The first tick may come at once: one more has to pass.
        const waitedMs = (this.#ticks.passed - this.#since - 1) * this.#ticks.everyMs;
        if (this.#load === null) {
            if (waitedMs >= idleMs)
                this.end(null);
            else if (this.#holds) {
                this.#holds = false;
                this.#socket.unref();
            }
        }
        else if (!this.#connected) {
            if (waitedMs >= CONNECT_MS)
                this.end(late('CONNECT_TIMEOUT', `no connection to ${this.#home.url.host} within`, CONNECT_MS));
        }
        else if (waitedMs >= this.#load.request.silenceMs) {
            const code = this.#reader.headRead ? 'BODY_TIMEOUT' : 'HEAD_TIMEOUT';
            this.end(late(code, `${this.#home.url.host} was silent for`, this.#load.request.silenceMs));
        }
    }
    #arrived(bytes) {
        this.#since = this.#ticks.passed;
        const load = this.#load;
        // Words that nobody asked for: whatever they are, the next answer must not begin with them.
        if (load === null)
            return this.end(null);
        let whole;
        try {
            whole = this.#reader.feed(ARRIVALS, bytes);
        }
        catch (error) {
            return this.end(error);
        }
        if (whole)
            this.#settle(load);
    }
    #settle(load) {
        this.#load = null;
        load.connection = null;
        load.resolve(this.#reader.answer());
        // An answer that came before all of the request's body was sent leaves a connection in the middle of it.
        if (this.#reader.reusable && this.#socket.writableLength === 0)
            this.#home.rest(this);
        else
            this.end(null);
    }
    #closedByServer() {
        const load = this.#load;
        if (load !== null && !this.#ended && this.#reader.ended())
            this.#settle(load);
        this.end(null);
    }
}
function connect(home, onread, onConnected) {
    const { url } = home;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const secure = url.protocol === 'https:';
    const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
    if (!secure)
        return external_node_net_.connect({ host, port, noDelay: true, onread }, onConnected);
    const socket = external_node_tls_.connect({
        host,
        port,
        noDelay: true,
        onread,
        secureContext: home.secureContext(),
        // A name of the certificate is sent, an address is not (RFC 6066, 3).
        ...(external_node_net_.isIP(host) === 0 ? { servername: host } : {}),
        // HTTP/2 is not spoken by S3.
        ALPNProtocols: ['http/1.1'],
        session: home.session,
    }, onConnected);
    socket.on('session', (session) => {
        home.session = session;
    });
    return socket;
}
function closedEarly() {
    return Object.assign(new Error('the server closed the connection before the end of its answer'), { code: 'CLOSED_EARLY' });
}
function late(code, what, ms) {
    return Object.assign(new Error(`${what} ${ms / 1000} s`), { code });
}

;// CONCATENATED MODULE: ./build/src/s3/http.js


// So long that a pause between two ranges costs no new TLS handshakes. A socket that the server has closed meanwhile is
// noticed when it does; a request that crosses the closing heals as a reset, by the layer that knows what may be repeated.
const IDLE_SOCKET_MS = 10_000;
/** All waiting is counted in these by one timer: a timer for each request would cost more than its signature. */
const TICK_MS = 250;
function createTransport(options) {
    const lanesByOrigin = new Map();
    const flightsBySignal = new WeakMap();
    const ticks = { passed: 0, everyMs: TICK_MS };
    let secureContext;
    const secure = () => (secureContext ??= external_node_tls_.createSecureContext());
    let timer = null;
    let closed = false;
    const tick = () => {
        ticks.passed += 1;
        let open = 0;
        for (const lanes of lanesByOrigin.values())
            open += lanes.tick();
        if (open > 0 || timer === null)
            return;
        clearInterval(timer);
        timer = null;
    };
    const lanesOf = (origin) => {
        let lanes = lanesByOrigin.get(origin);
        if (lanes === undefined)
            lanesByOrigin.set(origin, (lanes = new Lanes(origin, options.connections, ticks, secure)));
        return lanes;
    };
    /** One listener for each signal, however many requests share it: a listener for each request would cost more than the send. */
    const flightsOf = (signal) => {
        let flights = flightsBySignal.get(signal);
        if (flights === undefined) {
            const set = (flights = new Set());
            flightsBySignal.set(signal, set);
            signal.addEventListener('abort', () => abortAll(set, signal.reason), { once: true });
        }
        return flights;
    };
    return {
        send: (request, signal) => new Promise((resolve, reject) => {
            if (closed)
                return reject(new Error('the S3 client is closed'));
            if (signal?.aborted)
                return reject(signal.reason);
            // Unreferenced: it is the sockets that keep the process, and not while they are idle.
            timer ??= setInterval(tick, TICK_MS).unref();
            lanesOf(request.origin).send(new Flight(request, resolve, reject, signal === undefined ? null : flightsOf(signal)));
        }),
        close: () => {
            closed = true;
            if (timer !== null)
                clearInterval(timer);
            for (const lanes of lanesByOrigin.values())
                lanes.close(new Error('the S3 client was closed'));
            return Promise.resolve();
        },
    };
}
/** All callers hear first: else a socket that one of them leaves would be taken by another that is about to go, too. */
function abortAll(set, reason) {
    const flights = [...set];
    for (const flight of flights)
        flight.reject(reason);
    for (const flight of flights)
        flight.connection?.end(reason);
}
/** One request on its way. A class, because a prototype is cheaper than closures for each request. */
class Flight {
    request;
    #resolve;
    #reject;
    #siblings;
    /** The one that carries it; null while it waits. */
    connection = null;
    settled = false;
    constructor(request, resolve, reject, siblings) {
        this.request = request;
        this.#resolve = resolve;
        this.#reject = reject;
        this.#siblings = siblings;
        siblings?.add(this);
    }
    resolve(answer) {
        if (this.#settle())
            this.#resolve(answer);
    }
    reject(error) {
        if (this.#settle())
            this.#reject(error);
    }
    #settle() {
        if (this.settled)
            return false;
        this.settled = true;
        this.#siblings?.delete(this);
        return true;
    }
}
/** The sockets to one origin: those at work, those at rest, and the requests that wait for one. */
class Lanes {
    url;
    /** The last TLS session, so that further connections skip the expensive half of the handshake. */
    session = undefined;
    #ticks;
    #connections;
    #open = new Set();
    /** The last one is taken first: the others may then come of age and be closed. */
    #idle = [];
    #waiting = [];
    #closed = false;
    secureContext;
    constructor(origin, connections, ticks, secureContext) {
        this.url = new URL(origin);
        this.secureContext = secureContext;
        this.#connections = connections;
        this.#ticks = ticks;
    }
    send(flight) {
        const idle = this.#idle.pop();
        if (idle !== undefined)
            idle.carry(flight);
        else if (this.#open.size < this.#connections)
            this.#connect(flight);
        else
            this.#waiting.push(flight);
    }
    /** A connection that is free again. */
    rest(connection) {
        const next = this.#nextWaiting();
        if (next === undefined)
            this.#idle.push(connection);
        else
            connection.carry(next);
    }
    /** A connection that has ended, for whatever reason. */
    gone(connection) {
        this.#open.delete(connection);
        const idle = this.#idle.lastIndexOf(connection);
        if (idle >= 0)
            this.#idle.splice(idle, 1);
        const next = this.#closed ? undefined : this.#nextWaiting();
        if (next !== undefined)
            this.#connect(next);
    }
    /** Gives the number of open connections. */
    tick() {
        for (const connection of this.#open)
            connection.tick(IDLE_SOCKET_MS);
        return this.#open.size;
    }
    close(reason) {
        this.#closed = true;
        for (const flight of this.#waiting.splice(0))
            flight.reject(reason);
        for (const connection of [...this.#open])
            connection.end(reason);
    }
    #connect(flight) {
        const connection = new Connection(this, this.#ticks);
        this.#open.add(connection);
        connection.carry(flight);
    }
    #nextWaiting() {
        let next = this.#waiting.shift();
        while (next?.settled === true)
            next = this.#waiting.shift();
        return next;
    }
}
/** What a header's value may hold (RFC 9110, 5.5): a line break in one would begin another. */
const UNFIT_FOR_VALUE = /[^\t\u0020-\u007e\u0080-\u00ff]/;
const UNFIT_FOR_PATH = /[^\u0021-\u007e]/;
/**
 * The head of a request, all of it. `headers` is flat: name, value, name, value …; `bodyBytes` null: no length is said.
 * @throws Error ERR_INVALID_CHAR for what cannot be sent
 */
function headOf(method, path, headers, bodyBytes) {
    if (UNFIT_FOR_PATH.test(path))
        throw unfit('the path');
    let head = `${method} ${path} HTTP/1.1\r\n`;
    for (let i = 0; i < headers.length; i += 2) {
        const value = headers[i + 1];
        if (UNFIT_FOR_VALUE.test(value))
            throw unfit(`header ${headers[i]}`);
        head += `${headers[i]}: ${value}\r\n`;
    }
    return bodyBytes === null ? `${head}\r\n` : `${head}content-length: ${bodyBytes}\r\n\r\n`;
}
function unfit(what) {
    return Object.assign(new Error(`${what} has a character that cannot be sent`), { code: 'ERR_INVALID_CHAR' });
}

;// CONCATENATED MODULE: ./build/src/s3/manner.js
/** The headers of a manner that every write takes alike. With a Bucket Key, KMS is asked once for many objects (userguide/bucket-key). */
function encryptionAndAcl(manner) {
    const named = {};
    if (manner?.kmsKey !== undefined) {
        named['x-amz-server-side-encryption'] = 'aws:kms';
        named['x-amz-server-side-encryption-aws-kms-key-id'] = manner.kmsKey;
        named['x-amz-server-side-encryption-bucket-key-enabled'] = 'true';
    }
    if (manner?.acl !== undefined)
        named['x-amz-acl'] = manner.acl;
    return named;
}

;// CONCATENATED MODULE: ./build/src/s3/request.js





/**
 * With an endpoint of one's own: path style there, unless it is asked not to. In AWS: the bucket's own host name, or path
 * style when the name has a dot, which the certificate for *.s3.<region>.amazonaws.com does not cover (AmazonS3 User
 * Guide, "Virtual hosting of buckets").
 * @throws MigrationError USAGE when the endpoint is not a bare http(s) origin, or one of Transfer Acceleration
 */
function createPlaces(region, endpoint, pathStyle) {
    const own = endpoint === null ? null : parseEndpoint(endpoint);
    const regional = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
    const known = new Map();
    const place = (bucket) => {
        if (own !== null && pathStyle !== false)
            return { origin: own.origin, host: own.host, base: `/${bucket}` };
        if (own !== null)
            return { origin: `${own.protocol}//${bucket}.${own.host}`, host: `${bucket}.${own.host}`, base: '' };
        if (pathStyle ?? bucket.includes('.'))
            return { origin: `https://${regional}`, host: regional, base: `/${bucket}` };
        return { origin: `https://${bucket}.${regional}`, host: `${bucket}.${regional}`, base: '' };
    };
    return (bucket) => {
        let found = known.get(bucket);
        if (found === undefined)
            known.set(bucket, (found = place(bucket)));
        return found;
    };
}
function parseEndpoint(endpoint) {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
    const bare = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
    if (!bare) {
        throw new errors/* MigrationError */.Py('USAGE', `"${endpoint}" is not an S3 endpoint`, {
            next: 'Give scheme, host and port only, for example http://127.0.0.1:4566, or none for AWS.',
        });
    }
    // They answer a copy between regions with 400, and every other request as any endpoint does.
    if (/(?:^|\.)s3-accelerate\./.test(url.hostname)) {
        throw new errors/* MigrationError */.Py('USAGE', `"${endpoint}" is an endpoint of S3 Transfer Acceleration, which does not copy between regions`, {
            next: 'Give none: copies then go to the regional endpoint of the target bucket. The bytes stay within S3 either way.',
        });
    }
    return url;
}
const USER_AGENT = 'bucket-brigade';
function listRequest(place, input, stamp) {
    let query = input.continuation === undefined ? '' : `continuation-token=${encodeQueryValue(input.continuation)}&`;
    query += `encoding-type=url&list-type=2&max-keys=${input.maxKeys ?? 1000}&prefix=${encodeQueryValue(input.prefix)}`;
    if (input.continuation === undefined && input.startAfter !== undefined)
        query += `&start-after=${encodeQueryValue(input.startAfter)}`;
    return bodiless('GET', place, `${place.base}/`, query, input.from, stamp, [], LIST_ATTRIBUTES);
}
function getRequest(place, from, key, stamp) {
    return bodiless('GET', place, `${place.base}/${encodeKey(key)}`, '', from, stamp);
}
/** The suffix form of a range: no need to know how long the object is (RFC 9110, 14.1.2). */
function tailRequest(place, from, key, upToBytes, stamp) {
    return bodiless('GET', place, `${place.base}/${encodeKey(key)}`, '', from, stamp, ['range', `bytes=-${upToBytes}`]);
}
/** Never without its condition, which general purpose buckets know since September 2025 (userguide/conditional-deletes). */
function deleteRequest(place, { from, key, etag }, stamp) {
    return bodiless('DELETE', place, `${place.base}/${encodeKey(key)}`, '', from, stamp, ['if-match', `"${etag}"`]);
}
/** Signed, as every header that begins with x-amz- must be. */
const LIST_ATTRIBUTES = ['x-amz-optional-object-attributes', OPTIONAL_ATTRIBUTES];
/** `more` are headers whose names sort between `host` and `x-amz-`, `attributes` those between the owner's and the payer's. */
function bodiless(method, place, path, query, to, stamp, more = [], attributes = []) {
    const headers = ['host', place.host, ...more, 'x-amz-content-sha256', EMPTY_SHA256, 'x-amz-date', stamp.amzDate];
    pushOwner(headers, to);
    headers.push(...attributes);
    if (to.requesterPays === true)
        headers.push('x-amz-request-payer', 'requester');
    pushToken(headers, stamp.credentials);
    return { method, path, query, headers, payloadSha256: EMPTY_SHA256 };
}
/** One of the migration's millions: nothing but its keys, its ETag and its storage class is its own. `copy-head.ts` does these. */
function isPlainCopy(input) {
    return input.ifAbsent !== true && input.label === undefined && input.manner === undefined;
}
/**
 * Metadata and tags travel, said outright (a policy can then demand it); annotations do not: their default is COPY, which
 * needs two more permissions and bills each annotation as a PUT (API_CopyObject, x-amz-object-annotation-directive).
 */
function copyRequest(place, input, stamp) {
    const { source, target } = input;
    if (!isPlainCopy(input))
        return particularCopyRequest(place, input, stamp);
    // prettier-ignore
    const headers = [
        'host', place.host,
        'x-amz-content-sha256', EMPTY_SHA256,
        'x-amz-copy-source', `${source.bucket}/${encodeKey(source.key)}`,
        'x-amz-copy-source-if-match', `"${source.etag}"`,
        'x-amz-date', stamp.amzDate,
    ];
    pushOwner(headers, target);
    headers.push('x-amz-metadata-directive', 'COPY', 'x-amz-object-annotation-directive', 'EXCLUDE');
    pushToken(headers, stamp.credentials);
    if (source.owner !== null)
        headers.push('x-amz-source-expected-bucket-owner', source.owner);
    headers.push('x-amz-storage-class', input.storageClass, 'x-amz-tagging-directive', 'COPY');
    return { method: 'PUT', path: `${place.base}/${encodeKey(target.key)}`, query: '', headers, payloadSha256: EMPTY_SHA256 };
}
/** A copy that is not S3's plain one: with a condition on the target, a label of its own, or another manner of writing. */
function particularCopyRequest(place, { source, target, storageClass, ifAbsent, label, manner }, stamp) {
    const directive = label === undefined ? 'COPY' : 'REPLACE';
    const named = {
        ...encryptionAndAcl(manner),
        host: place.host,
        'x-amz-content-sha256': EMPTY_SHA256,
        'x-amz-copy-source': `${source.bucket}/${encodeKey(source.key)}`,
        'x-amz-copy-source-if-match': `"${source.etag}"`,
        'x-amz-date': stamp.amzDate,
        'x-amz-metadata-directive': directive,
        'x-amz-object-annotation-directive': manner?.annotations === 'copy' ? 'COPY' : 'EXCLUDE',
        'x-amz-storage-class': storageClass,
        'x-amz-tagging-directive': manner?.tags === 'drop' ? 'REPLACE' : directive,
    };
    if (target.owner !== null)
        named['x-amz-expected-bucket-owner'] = target.owner;
    if (source.owner !== null)
        named['x-amz-source-expected-bucket-owner'] = source.owner;
    if (manner?.requesterPays === true)
        named['x-amz-request-payer'] = 'requester';
    // API_CopyObject: since October 2025.
    if (ifAbsent === true)
        named['if-none-match'] = '*';
    if (label !== undefined)
        named['content-type'] = label.contentType;
    for (const [name, value] of Object.entries(label?.metadata ?? {}))
        named[`x-amz-meta-${name.toLowerCase()}`] = value;
    if (stamp.credentials.sessionToken !== undefined)
        named['x-amz-security-token'] = stamp.credentials.sessionToken;
    const headers = Object.keys(named)
        .toSorted()
        .flatMap((name) => [name, named[name]]);
    return { method: 'PUT', path: `${place.base}/${encodeKey(target.key)}`, query: '', headers, payloadSha256: EMPTY_SHA256 };
}
/** `bodySha256` is taken once for all tries: see `sha256Of`. */
function putRequest(place, input, bodySha256, stamp) {
    const headers = ['content-type', input.contentType, 'host', place.host];
    if (input.condition !== undefined) {
        if ('absent' in input.condition)
            headers.push('if-none-match', '*');
        else
            headers.push('if-match', `"${input.condition.etag}"`);
    }
    headers.push('x-amz-content-sha256', bodySha256, 'x-amz-date', stamp.amzDate);
    pushOwner(headers, input.to);
    pushToken(headers, stamp.credentials);
    return { method: 'PUT', path: `${place.base}/${encodeKey(input.key)}`, query: '', headers, payloadSha256: bodySha256 };
}
function sha256Of(body) {
    return (0,external_node_crypto_.hash)('sha256', body, 'hex');
}
function pushOwner(headers, { owner }) {
    if (owner !== null)
        headers.push('x-amz-expected-bucket-owner', owner);
}
function pushToken(headers, credentials) {
    if (credentials.sessionToken !== undefined)
        headers.push('x-amz-security-token', credentials.sessionToken);
}

;// CONCATENATED MODULE: ./build/src/s3/copy-head.js



/** Storage classes times folders' buckets: a handful. A caller with more only loses the advantage. */
const TEMPLATES_UP_TO = 32;
function createCopyHeads(signer) {
    let templates = [];
    let last = null;
    return {
        of(place, input, credentials, amzDate) {
            if (!isPlainCopy(input) || !PLAIN_ETAG.test(input.source.etag))
                return null;
            if (last === null || !last.fits(place, input, credentials, amzDate)) {
                last = templates.find((template) => template.fits(place, input, credentials, amzDate)) ?? null;
                if (last === null) {
                    if (templates.length >= TEMPLATES_UP_TO)
                        templates = [];
                    last = new Template(place, input, credentials, amzDate, signer.signature(credentials, amzDate));
                    templates.push(last);
                }
            }
            return last.head(input, amzDate);
        },
    };
}
/** Nothing that a header cannot hold, and no space: those are folded before they are signed. */
const PLAIN_ETAG = /^[!-~]+$/;
const DAY_CHARACTERS = 8;
class Template {
    #place;
    #like;
    #credentials;
    #signature;
    #day;
    /** The canonical request: … target key … source key … ETag … date … */
    #canonical;
    /** The head: … target key … date … signature … source key … ETag … */
    #wire;
    #amzDate = '';
    /** The pieces around the date, with it. */
    #canonicalEnd = '';
    #wireMiddle = '';
    constructor(place, input, credentials, amzDate, signature) {
        this.#place = place;
        this.#like = input;
        this.#credentials = credentials;
        this.#signature = signature;
        this.#day = amzDate.slice(0, DAY_CHARACTERS);
        const like = { ...input, source: { ...input.source, key: '', etag: '' }, target: { ...input.target, key: '' } };
        const request = copyRequest(place, like, { credentials, amzDate: '' });
        const names = signedHeaders(request.headers);
        const pieces = [`${request.method}\n${request.path}`, `\n${request.query}\n`, '', '', ''];
        const constant = [];
        let piece = 1;
        for (let i = 0; i < request.headers.length; i += 2) {
            const name = request.headers[i];
            const value = trimmed(request.headers[i + 1]);
            if (name === 'x-amz-copy-source-if-match') {
                pieces[piece] += `${name}:"`;
                pieces[(piece += 1)] += '"\n';
            }
            else if (name === 'x-amz-copy-source' || name === 'x-amz-date') {
                pieces[piece] += `${name}:${value}`;
                pieces[(piece += 1)] += '\n';
            }
            else {
                pieces[piece] += `${name}:${value}\n`;
                constant.push(name, value);
            }
        }
        pieces[4] += `\n${names}\n${request.payloadSha256}`;
        this.#canonical = pieces;
        const checked = headOf(request.method, request.path, [...constant, 'user-agent', USER_AGENT], 0);
        const afterPath = checked.indexOf(' HTTP/1.1\r\n');
        this.#wire = [
            checked.slice(0, afterPath),
            `${checked.slice(afterPath, -2)}x-amz-date: `,
            `\r\nauthorization: ${authorizationPrefix(credentials, signature.scope, names)}`,
            `\r\nx-amz-copy-source: ${input.source.bucket}/`,
            '\r\nx-amz-copy-source-if-match: "',
        ];
    }
    fits(place, { source, target, storageClass }, credentials, amzDate) {
        const like = this.#like;
        const own = this.#credentials;
        return (this.#place === place &&
            like.source.bucket === source.bucket &&
            like.source.owner === source.owner &&
            like.target.owner === target.owner &&
            like.storageClass === storageClass &&
            (own === credentials ||
                (own.accessKeyId === credentials.accessKeyId &&
                    own.secretAccessKey === credentials.secretAccessKey &&
                    own.sessionToken === credentials.sessionToken)) &&
            (this.#amzDate === amzDate || amzDate.startsWith(this.#day)));
    }
    head({ source, target }, amzDate) {
        const canonical = this.#canonical;
        const wire = this.#wire;
        if (amzDate !== this.#amzDate) {
            this.#canonicalEnd = `${canonical[3]}${amzDate}${canonical[4]}`;
            this.#wireMiddle = `${wire[1]}${amzDate}${wire[2]}`;
            this.#amzDate = amzDate;
        }
        const targetKey = encodeKey(target.key);
        const sourceKey = source.key === target.key ? targetKey : encodeKey(source.key);
        const toHash = canonical[0] + targetKey + canonical[1] + sourceKey + canonical[2] + source.etag + this.#canonicalEnd;
        const signature = this.#signature.of(toHash, amzDate);
        return wire[0] + targetKey + this.#wireMiddle + signature + wire[3] + sourceKey + wire[4] + source.etag + '"\r\n\r\n';
    }
}

;// CONCATENATED MODULE: ./build/src/s3/multipart.js




/** The requests about one object and its parts. Few of them are sent, so they are written to be read. */
function headRequest(place, { from, key, etag, part }, stamp) {
    const named = { 'x-amz-checksum-mode': 'ENABLED' };
    if (etag !== undefined)
        named['if-match'] = `"${etag}"`;
    return unsigned('HEAD', place, key, part === undefined ? '' : `partNumber=${part}`, from, named, stamp);
}
/** One byte of an object: what a HEAD refuses without a word, this refuses with a code. */
function byteRequest(place, { from, key, etag }, stamp) {
    const named = { range: 'bytes=0-0' };
    if (etag !== undefined)
        named['if-match'] = `"${etag}"`;
    return unsigned('GET', place, key, '', from, named, stamp);
}
function tagsRequest(place, from, key, stamp) {
    return unsigned('GET', place, key, 'tagging=', from, {}, stamp);
}
/** Parts carry nothing but bytes: all else is said here, once (API_CreateMultipartUpload). */
function createUploadRequest(place, input, stamp) {
    const named = { ...encryptionAndAcl(input.manner), 'x-amz-storage-class': input.storageClass };
    for (const [name, value] of Object.entries(input.contentHeaders))
        named[name] = inAscii(value);
    for (const [name, value] of Object.entries(input.metadata))
        named[`x-amz-meta-${name}`] = inAscii(value);
    if (input.tags.length > 0)
        named['x-amz-tagging'] = tagsInHeader(input.tags);
    return unsigned('POST', place, input.key, 'uploads=', input.to, named, stamp);
}
function copyPartRequest(place, { upload, source, part, range, manner }, stamp) {
    const named = {
        'x-amz-copy-source': `${source.bucket}/${encodeKey(source.key)}`,
        'x-amz-copy-source-if-match': `"${source.etag}"`,
    };
    if (source.owner !== null)
        named['x-amz-source-expected-bucket-owner'] = source.owner;
    if (range !== null)
        named['x-amz-copy-source-range'] = `bytes=${range.first}-${range.last}`;
    if (manner?.requesterPays === true)
        named['x-amz-request-payer'] = 'requester';
    return unsigned('PUT', place, upload.key, `partNumber=${part}&${uploadQuery(upload)}`, upload.to, named, stamp);
}
/** The body of a completion, made once for all tries. */
function completionBody(etags) {
    const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>&quot;${etag}&quot;</ETag></Part>`);
    return Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`);
}
function completeUploadRequest(place, input, body, stamp) {
    const { upload, bytes, ifAbsent } = input;
    const named = { 'content-type': 'application/xml', 'x-amz-mp-object-size': String(bytes) };
    if (ifAbsent === true)
        named['if-none-match'] = '*';
    return unsigned('POST', place, upload.key, uploadQuery(upload), upload.to, named, stamp, sha256Of(body));
}
function abortUploadRequest(place, upload, stamp) {
    return unsigned('DELETE', place, upload.key, uploadQuery(upload), upload.to, {}, stamp);
}
/** 1 to 1,000 at a time, in key order, and by the time they began within a key (API_ListMultipartUploads). */
function listUploadsRequest(place, { from, prefix, after }, stamp) {
    let query = 'encoding-type=url';
    if (after !== undefined)
        query += `&key-marker=${encodeQueryValue(after.key)}`;
    query += `&max-uploads=1000&prefix=${encodeQueryValue(prefix)}`;
    if (after !== undefined)
        query += `&upload-id-marker=${encodeQueryValue(after.uploadId)}`;
    return unsigned('GET', place, null, `${query}&uploads=`, from, {}, stamp);
}
function uploadQuery({ uploadId }) {
    return `uploadId=${encodeQueryValue(uploadId)}`;
}
/** As a query string (API_CreateMultipartUpload, x-amz-tagging). */
function tagsInHeader(tags) {
    return tags.map(({ key, value }) => `${encodeQueryValue(key)}=${encodeQueryValue(value)}`).join('&');
}
const ASCII = /^[\t\x20-\x7e]*$/;
/** S3 gives what is not ASCII in the words of RFC 2047, and understands them (userguide/UsingMetadata); other servers send it bare. */
function inAscii(value) {
    return ASCII.test(value) ? value : `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

;// CONCATENATED MODULE: ./build/src/s3/multipart-answers.js






/** The answers about one object and its parts, read strictly: a result element that is not whole is not one. */
const CONTENT_HEADERS = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'];
function readHead(answer) {
    if (answer.status !== 200 && answer.status !== 206)
        return refusal(answer);
    const etag = header(answer, 'etag');
    const bytes = multipart_answers_wholeNumber(header(answer, 'content-length'));
    if (etag === undefined || bytes === null)
        return unreadable(`the object is described without its ${etag === undefined ? 'ETag' : 'size'}`);
    return {
        kind: 'read',
        value: {
            etag: unquotedEtag(etag),
            bytes,
            // Not sent for STANDARD (API_HeadObject).
            storageClass: header(answer, 'x-amz-storage-class') ?? 'STANDARD',
            contentHeaders: Object.fromEntries(CONTENT_HEADERS.flatMap((name) => {
                const value = header(answer, name);
                return value === undefined ? [] : [[name, inUtf8(value)]];
            })),
            metadata: Object.fromEntries(Object.entries(metadataOf(answer)).map(([name, value]) => [name, inUtf8(value)])),
            missingMetadata: multipart_answers_wholeNumber(header(answer, 'x-amz-missing-meta')) ?? 0,
            parts: multipart_answers_wholeNumber(header(answer, 'x-amz-mp-parts-count')),
            checksum: checksumIn(answer),
            archiveStatus: header(answer, 'x-amz-archive-status') ?? null,
        },
    };
}
/** Headers are read byte by byte; S3 keeps to ASCII, and servers of other makes send UTF-8 as it is. */
function inUtf8(value) {
    const bytes = Buffer.from(value, 'latin1');
    return (0,external_node_buffer_.isAscii)(bytes) || !(0,external_node_buffer_.isUtf8)(bytes) ? value : bytes.toString('utf8');
}
const multipart_answers_CHECKSUM = 'x-amz-checksum-';
function checksumIn(answer) {
    const type = header(answer, `${multipart_answers_CHECKSUM}type`);
    const name = Object.keys(answer.headers).find((one) => one.startsWith(multipart_answers_CHECKSUM) && one !== `${multipart_answers_CHECKSUM}type` && one !== `${multipart_answers_CHECKSUM}algorithm`);
    const value = name === undefined ? undefined : header(answer, name);
    return type === undefined || name === undefined || value === undefined ? null : { algorithm: name.slice(multipart_answers_CHECKSUM.length), value, type };
}
function readTags(answer) {
    if (answer.status !== 200)
        return refusal(answer);
    const children = childrenOf(answer, 'Tagging');
    if ('kind' in children)
        return children;
    const set = children.find(({ name }) => name === 'TagSet');
    if (set === undefined)
        return unreadable('the tags came without their set');
    const tags = [];
    for (const { value } of elementsIn(set.value) ?? [BROKEN]) {
        const leaves = leavesIn(value);
        const { Key, Value } = leaves ?? {};
        if (Key === undefined || Value === undefined)
            return unreadable('a tag came without its key or its value');
        tags.push({ key: unescapeXml(Key), value: unescapeXml(Value) });
    }
    return { kind: 'read', value: tags };
}
function readCreatedUpload(answer) {
    if (answer.status !== 200)
        return refusal(answer);
    const leaves = resultLeaves(answer, 'InitiateMultipartUploadResult');
    if ('kind' in leaves)
        return leaves;
    const id = leaves.leaves['UploadId'];
    return id === undefined || id === '' ? unreadable('the upload began without an id') : { kind: 'read', value: unescapeXml(id) };
}
/** As a copy's answer: a 200 may hold an error, or nothing (API_UploadPartCopy). */
function readPartCopy(answer) {
    if (answer.status !== 200)
        return refusal(answer);
    const leaves = resultLeaves(answer, 'CopyPartResult');
    if ('kind' in leaves)
        return leaves;
    const { ETag } = leaves.leaves;
    return ETag === undefined
        ? unreadable('the part was copied without an ETag')
        : { kind: 'read', value: { etag: unquoted(ETag, 0, ETag.length) } };
}
/** "A 200 OK response can contain either a success or an error" (API_CompleteMultipartUpload). */
function readCompletion(answer) {
    if (answer.status !== 200)
        return refusal(answer);
    const result = resultLeaves(answer, 'CompleteMultipartUploadResult');
    if ('kind' in result)
        return result;
    const { ETag, ChecksumType } = result.leaves;
    if (ETag === undefined)
        return unreadable('the upload was completed without an ETag');
    const [name, value] = Object.entries(result.leaves).find(([one]) => one.startsWith('Checksum') && one !== 'ChecksumType') ?? [];
    return {
        kind: 'read',
        value: {
            etag: unquoted(ETag, 0, ETag.length),
            checksum: name === undefined || value === undefined || ChecksumType === undefined
                ? null
                : { algorithm: name.slice('Checksum'.length).toLowerCase(), value: unescapeXml(value), type: ChecksumType },
            encryption: header(answer, 'x-amz-server-side-encryption') ?? null,
        },
    };
}
function readAbort(answer) {
    if (answer.status === 204 || answer.status === 200)
        return { kind: 'read', value: 'aborted' };
    const error = readErrorAnswer(answer.status, answer.body);
    return answer.status === 404 && error.code === 'NoSuchUpload' ? { kind: 'read', value: 'gone' } : { kind: 'error', error };
}
function readUploads(answer) {
    if (answer.status !== 200)
        return refusal(answer);
    const children = childrenOf(answer, 'ListMultipartUploadsResult');
    if ('kind' in children)
        return children;
    const leaf = (wanted) => children.find(({ name }) => name === wanted)?.value;
    const keyOf = (text) => (leaf('EncodingType') === 'url' ? decodeKey(text) : unescapeXml(text));
    const uploads = [];
    for (const { name, value } of children) {
        if (name !== 'Upload')
            continue;
        const { Key, UploadId, Initiated, Initiator } = leavesIn(value) ?? {};
        const key = Key === undefined ? null : keyOf(Key);
        if (key === null || UploadId === undefined || Initiated === undefined)
            return unreadable('an upload is listed without its key, id or time');
        const initiator = unescapeXml(leavesIn(Initiator ?? '')?.['ID'] ?? '');
        uploads.push({ key, uploadId: unescapeXml(UploadId), initiated: Initiated, initiator });
    }
    const truncated = leaf('IsTruncated');
    if (truncated === 'false')
        return { kind: 'read', value: { uploads, next: null } };
    const key = keyOf(leaf('NextKeyMarker') ?? '');
    const uploadId = unescapeXml(leaf('NextUploadIdMarker') ?? '');
    if (truncated !== 'true' || key === null || key === '' || uploadId === '')
        return unreadable('the list of uploads does not say whether more follows, or how to go on');
    return { kind: 'read', value: { uploads, next: { key, uploadId } } };
}
const BROKEN = { name: '', value: '' };
function resultLeaves(answer, wanted) {
    const children = childrenOf(answer, wanted);
    return 'kind' in children ? children : { leaves: Object.fromEntries(children.map(({ name, value }) => [name, value])) };
}
function multipart_answers_wholeNumber(text) {
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
;// CONCATENATED MODULE: ./build/src/s3/object-calls.js




function createObjectCalls(perform, counters) {
    const head = (input, signal) => perform({
        operation: 'HeadObject',
        bucket: input.from.bucket,
        key: input.key,
        body: null,
        build: (place, stamp) => headRequest(place, input, stamp),
        read: readHead,
    }, signal);
    /** The answer to a HEAD has no body, so its refusal has no code: expired credentials look like any bad request. */
    const why = (input, signal) => perform({
        operation: 'HeadObject',
        bucket: input.from.bucket,
        key: input.key,
        body: null,
        build: (place, stamp) => byteRequest(place, input, stamp),
        // 416: there is an object, and it is empty.
        read: (answer) => (answer.status === 200 || answer.status === 206 || answer.status === 416 ? NOTHING_WRONG : refusal(answer)),
    }, signal);
    return {
        headObject: async (input, signal) => {
            counters.get += 1;
            try {
                return await head(input, signal);
            }
            catch (error) {
                if (!(error instanceof types/* S3Error */.D) || !error.code.startsWith('Http4'))
                    throw error;
                counters.get += 2;
                await why(input, signal);
                return await head(input, signal);
            }
        },
        getTags: (from, key, signal) => {
            counters.get += 1;
            const build = (place, stamp) => tagsRequest(place, from, key, stamp);
            return perform({ operation: 'GetObjectTagging', bucket: from.bucket, key, body: null, build, read: readTags }, signal);
        },
        createUpload: async (input, signal) => {
            counters.put += 1;
            const { key, to } = input;
            const build = (place, stamp) => createUploadRequest(place, input, stamp);
            const call = { operation: 'CreateMultipartUpload', bucket: to.bucket, key, body: null, build };
            const uploadId = await perform({ ...call, read: readCreatedUpload }, signal);
            return { to, key, uploadId };
        },
        copyPart: (input, signal) => {
            counters.copy += 1;
            return perform({
                operation: 'UploadPartCopy',
                bucket: input.upload.to.bucket,
                key: input.upload.key,
                sourceBucket: input.source.bucket,
                body: null,
                pacer: input.pacer,
                build: (place, stamp) => copyPartRequest(place, input, stamp),
                read: readPartCopy,
            }, signal);
        },
        completeUpload: (input, signal) => {
            counters.put += 1;
            const body = completionBody(input.etags);
            const { key, to } = input.upload;
            const build = (place, stamp) => completeUploadRequest(place, input, body, stamp);
            return perform({ operation: 'CompleteMultipartUpload', bucket: to.bucket, key, body, build, read: readCompletion }, signal);
        },
        abortUpload: (upload, signal) => {
            counters.delete += 1;
            const build = (place, stamp) => abortUploadRequest(place, upload, stamp);
            const call = { operation: 'AbortMultipartUpload', bucket: upload.to.bucket, key: upload.key, body: null, build };
            return perform({ ...call, read: readAbort }, signal);
        },
        listUploads: (input, signal) => {
            counters.list += 1;
            const build = (place, stamp) => listUploadsRequest(place, input, stamp);
            const call = { operation: 'ListMultipartUploads', bucket: input.from.bucket, key: input.prefix, body: null, build };
            return perform({ ...call, read: readUploads }, signal);
        },
    };
}
const NOTHING_WRONG = { kind: 'read', value: null };

// EXTERNAL MODULE: ./build/src/s3/retry.js
var retry = __webpack_require__(6426);
;// CONCATENATED MODULE: ./build/src/s3/client.js













function createS3(options) {
    const { clock, random } = options;
    const placeOf = createPlaces(options.region, options.endpoint, options.pathStyle);
    const signer = createSigner(options.region);
    const copyHeads = createCopyHeads(signer);
    const amzDate = createAmzDate();
    const transport = createTransport({ connections: options.connections });
    const counters = { list: 0, copy: 0, get: 0, put: 0, delete: 0, retries: 0, slowDowns: 0 };
    const payer = options.requesterPays === true ? { requesterPays: true } : undefined;
    const reading = (from) => (payer === undefined ? from : { ...from, ...payer });
    let skewMs = 0;
    let closed = false;
    const send = (call, credentials, signal) => {
        const place = placeOf(call.bucket);
        const stamp = { credentials, amzDate: amzDate(clock.now() + skewMs) };
        const { body } = call;
        const head = call.head?.(place, stamp) ?? signedHead(call.build(place, stamp), stamp, body);
        return transport.send({ origin: place.origin, head, body, silenceMs: SILENCE_MS[call.operation] }, signal);
    };
    const signedHead = (unsigned, { credentials, amzDate: date }, body) => {
        const authorization = signer.authorization(unsigned, credentials, date);
        const path = unsigned.query === '' ? unsigned.path : `${unsigned.path}?${unsigned.query}`;
        const headers = [...unsigned.headers, 'authorization', authorization, 'user-agent', USER_AGENT];
        // A request that may have a body says that it has none (RFC 9110, 8.6).
        const bodyBytes = body?.length ?? (unsigned.method === 'PUT' || unsigned.method === 'POST' ? 0 : null);
        return headOf(unsigned.method, path, headers, bodyBytes);
    };
    /** Tries until the call is read, cannot heal, or has used up its tries. */
    const perform = async (call, signal) => {
        let failed = 0;
        let refreshes = 0;
        let uncertain = false;
        let refused;
        for (;;) {
            signal?.throwIfAborted();
            const given = options.credentials(refused);
            const credentials = given instanceof Promise ? await given : given;
            const admitted = call.pacer?.admit(signal);
            if (admitted !== undefined)
                await admitted;
            const { pacer } = call;
            const sentAtMs = pacer === undefined ? 0 : clock.passed();
            let failure = null;
            let value;
            let thrown;
            try {
                const answer = await send(call, credentials, signal);
                const reading = call.read(answer, uncertain);
                if (reading.kind === 'read')
                    value = reading.value;
                else
                    failure = failureOf(answer, reading);
            }
            catch (error) {
                failure = unanswered(error);
                thrown = error;
            }
            // The one place at which the pacer hears of the try that it admitted, whatever became of it.
            pacer?.answered(failure === null ? 'ok' : failure.cure === 'slow-down' ? 'slow-down' : 'other', clock.passed() - sentAtMs);
            if (failure === null)
                return value;
            if (failure.status === 0) {
                if (signal?.aborted)
                    throw signal.reason;
                // Not of the wire: a request that cannot be made, such as one for a key that is not Unicode.
                if (thrown instanceof errors/* MigrationError */.Py)
                    throw thrown;
            }
            uncertain ||= failure.status === 0 || failure.status >= 500 || failure.status === 200;
            if (failure.cure === 'slow-down')
                counters.slowDowns += 1;
            let free = false;
            if (failure.cure === 'credentials') {
                free = refreshes < retry/* FREE_REFRESHES */.vS && !sameCredentials(credentials, refused);
                refreshes += 1;
                refused = credentials;
            }
            else if (failure.cure === 'clock') {
                const corrected = skewFrom(failure.dateHeader, clock.now());
                free = corrected !== null && Math.abs(corrected - skewMs) > 1000 && failed === 0;
                if (corrected !== null)
                    skewMs = corrected;
            }
            if (!free)
                failed += 1;
            if (failure.cure === 'none' || failed >= retry/* TRIES */.Qm || closed)
                throw rejection(call, failure, failed);
            counters.retries += 1;
            if (!free)
                await clock.sleep((0,retry/* pauseMs */.rV)(failed, random), signal);
        }
    };
    const getObject = (from, key, signal) => {
        counters.get += 1;
        return perform({
            operation: 'GetObject',
            bucket: from.bucket,
            key,
            body: null,
            build: (place, stamp) => getRequest(place, reading(from), key, stamp),
            read: readGet,
        }, signal);
    };
    const putObject = async (input, signal) => {
        counters.put += 1;
        const bodySha256 = sha256Of(input.body);
        const outcome = await perform({
            operation: 'PutObject',
            bucket: input.to.bucket,
            key: input.key,
            body: input.body,
            build: (place, stamp) => putRequest(place, input, bodySha256, stamp),
            read: (answer, uncertain) => readPut(answer, input, uncertain),
        }, signal);
        if (outcome !== 'perhaps-ours')
            return outcome;
        // The condition fails on a repeated try when the first one was carried out and only its answer was lost.
        const stored = await getObject(input.to, input.key, signal);
        return stored !== null && stored.body.equals(input.body) ? { outcome: 'written', etag: stored.etag } : { outcome: 'conflict' };
    };
    return {
        ...createObjectCalls(perform, counters),
        ...createBucketCalls(perform, counters),
        counters,
        listPage: (input, signal) => {
            counters.list += 1;
            const call = {
                operation: 'ListObjectsV2',
                bucket: input.from.bucket,
                key: input.prefix,
                body: null,
                build: (place, stamp) => listRequest(place, payer === undefined ? input : { ...input, from: reading(input.from) }, stamp),
                read: (answer) => (answer.status === 200 ? readListPage(answer.body, clock.now() + skewMs, answer) : refusal(answer)),
            };
            return perform(call, signal);
        },
        copyObject: (input, signal) => {
            counters.copy += 1;
            const call = {
                operation: 'CopyObject',
                bucket: input.target.bucket,
                key: input.target.key,
                sourceBucket: input.source.bucket,
                body: null,
                pacer: input.pacer,
                build: (place, stamp) => copyRequest(place, input, stamp),
                head: (place, { credentials, amzDate: date }) => copyHeads.of(place, input, credentials, date),
                read: (answer) => (answer.status === 200 ? readCopyAnswer(answer.body) : refusal(answer)),
            };
            return perform(call, signal);
        },
        getObject,
        getTail: (from, key, upToBytes, signal) => {
            counters.get += 1;
            const build = (place, stamp) => tailRequest(place, reading(from), key, upToBytes, stamp);
            const call = { operation: 'GetObject', bucket: from.bucket, key, body: null, build };
            return perform({ ...call, read: (answer) => readTail(answer, upToBytes) }, signal);
        },
        putObject,
        deleteObject: (input, signal) => {
            counters.delete += 1;
            const build = (place, stamp) => deleteRequest(place, input, stamp);
            return perform({ operation: 'DeleteObject', bucket: input.from.bucket, key: input.key, body: null, build, read: readDelete }, signal);
        },
        close: async () => {
            closed = true;
            await transport.close();
        },
    };
}
function failureOf(answer, reading) {
    const words = reading.kind === 'error'
        ? reading.error
        : { code: reading.code, message: reading.why, requestId: '', bucket: undefined, region: undefined, condition: undefined };
    return {
        ...words,
        requestId: words.requestId === '' ? (header(answer, 'x-amz-request-id') ?? '') : words.requestId,
        region: header(answer, 'x-amz-bucket-region') ?? words.region,
        status: answer.status,
        cure: (0,retry/* cureOf */.XZ)(answer.status, words.code),
        dateHeader: header(answer, 'date'),
    };
}
function unanswered(thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    const message = error.message === '' ? code : error.message;
    const words = {
        code: 'NoAnswer',
        message: code === '' ? message : `${message} (${code})`,
        requestId: '',
        bucket: undefined,
        region: undefined,
        condition: undefined,
    };
    return { ...words, status: 0, cure: (0,retry/* socketErrorLasts */.pb)(code) ? 'none' : (0,retry/* cureOf */.XZ)(0, 'NoAnswer'), dateHeader: undefined, cause: error };
}
function rejection(call, failure, tries) {
    return new types/* S3Error */.D({
        operation: call.operation,
        status: failure.status,
        code: failure.code,
        message: failure.message,
        requestId: failure.requestId,
        bucket: failure.bucket ?? call.bucket,
        key: call.key,
        tries,
        sourceBucket: call.sourceBucket,
        bucketRegion: failure.region,
        condition: failure.condition,
        cause: failure.cause,
    });
}
function sameCredentials(a, b) {
    return b !== undefined && a.accessKeyId === b.accessKeyId && a.sessionToken === b.sessionToken;
}
/** How far S3's clock is ahead of ours, to the second; null when the answer does not say. */
function skewFrom(dateHeader, nowMs) {
    const theirs = dateHeader === undefined ? Number.NaN : Date.parse(dateHeader);
    return Number.isNaN(theirs) ? null : theirs - nowMs;
}


/***/ }),

/***/ 3347:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ detailsOf),
/* harmony export */   y: () => (/* binding */ explainS3Error)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/**
 * S3's refusal as a person needs it: what could not be done, why, to which bucket and key, and what to do now.
 * `doing` reads as the subject of a sentence: "listing folder E9_FulfillmentOrder".
 */
function explainS3Error(error, doing) {
    const { code, what, next } = explanationOf(error);
    const subject = doing.charAt(0).toUpperCase() + doing.slice(1);
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py(code, `${subject} failed: ${what}`, {
        next,
        cause: error,
        details: detailsOf(error),
    });
}
/** Which request it was, for whoever asks AWS: no credential is among it. */
function detailsOf(error) {
    return {
        operation: error.operation,
        bucket: error.bucket,
        sourceBucket: error.sourceBucket,
        key: error.key === '' ? undefined : (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(error.key),
        status: error.status === 0 ? undefined : error.status,
        s3Code: error.code,
        requestId: error.requestId === '' ? undefined : error.requestId,
        tries: error.tries,
    };
}
function explanationOf(error) {
    const bucket = error.bucket;
    const said = `${error.code}: ${error.message}`;
    const buckets = error.sourceBucket === undefined || error.sourceBucket === bucket ? bucket : `${error.sourceBucket} or ${bucket}`;
    if (error.bucketRegion !== undefined && REGION_CODES.has(error.code)) {
        return {
            code: 'USAGE',
            what: `bucket ${bucket} is in region ${error.bucketRegion}, and the request went elsewhere (${error.code})`,
            next: `Set the region of ${bucket} to ${error.bucketRegion}: in migration.yml, or by --source-region or --target-region.`,
        };
    }
    if (REGION_CODES.has(error.code)) {
        return {
            code: 'USAGE',
            what: `bucket ${bucket} is in another region than the request went to (${said})`,
            next: `Find it with \`aws s3api get-bucket-location --bucket ${bucket}\` and set it in migration.yml, or by --source-region or --target-region.`,
        };
    }
    if (error.code === 'NoSuchBucket') {
        return {
            code: 'BUCKET_MISSING',
            what: `there is no bucket ${buckets}`,
            next: `Check the name, in migration.yml or on the command line: ${error.sourceBucket === undefined ? 'it is' : 'one of them is'} misspelt, deleted, or not made yet.`,
        };
    }
    // data-science-on-aws#221, boto3#3270: a gateway endpoint in the route table answers a cross-Region copy so, for ever.
    if (error.status === 403 && /vpc endpoint/i.test(error.message)) {
        return {
            code: 'ACCESS_DENIED',
            what: `the request went through a VPC endpoint, which S3 does not let copy between regions (${said})`,
            next: "Take the S3 gateway endpoint out of the worker subnet's route table; requests then go out over the internet, the objects' bytes never do.",
        };
    }
    if (CREDENTIAL_CODES.has(error.code)) {
        return {
            code: 'ACCESS_DENIED',
            what: `S3 does not accept the credentials (${said})`,
            next: 'Check which role or keys are used (in a terminal: the profile or AWS_ACCESS_KEY_ID of the environment), and that the endpoint belongs to them.',
        };
    }
    if (EXPIRY_CODES.has(error.code)) {
        return {
            code: 'CREDENTIALS_MISSING',
            what: `the credentials have ended, and asking for new ones brought none that S3 takes (${said})`,
            next: 'Log in again, or re-run the job: it goes on where it stopped.',
        };
    }
    if (error.code === 'InvalidObjectState') {
        return {
            code: 'AWS_FAILED',
            what: `the object is archived (${said})`,
            next: `Restore it (aws s3api restore-object --bucket ${error.sourceBucket ?? bucket}), and run the stage again once that is done.`,
        };
    }
    if (error.status === 403 || error.code === 'AccessDenied') {
        return {
            code: 'ACCESS_DENIED',
            what: `S3 refused access to bucket ${buckets} (${said}). The caller's role or the bucket policy does not allow it, or the bucket does not exist, or belongs to another account than was said: S3 answers all of these alike`,
            next: `Check that ${bucket} exists, in the account that migration.yml or --source-account and --target-account give; that the role's own policy allows ${permissions(error)}; and that the bucket policy of ${error.sourceBucket ?? bucket} names that role if the bucket is in another account.`,
        };
    }
    if (error.operation === 'ListObjectsV2' && (error.code === 'Unreadable' || error.code === 'Unencoded')) {
        return {
            code: 'LISTING_BROKEN',
            what: `the listing of ${bucket} could not be seen whole: ${error.message}`,
            next: error.code === 'Unencoded'
                ? 'Use an S3 server that supports encoding-type=url: without it, keys with special characters cannot be told apart.'
                : 'Run the stage again; if it stays, look at what is between here and the S3 endpoint.',
        };
    }
    if (error.status === 0) {
        return {
            code: 'AWS_FAILED',
            what: `S3 did not answer in ${counted(error.tries)} (${error.message})`,
            next: 'Check the endpoint, the region, and the way to the network; then run the stage again.',
        };
    }
    if (error.code === 'EntityTooLarge' || /copy source.*maximum allowable size/i.test(error.message)) {
        return {
            code: 'AWS_FAILED',
            what: `the object is larger than the 5 GiB that one request copies (${said})`,
            next: 'Run the stage again: the object has grown since it was listed, and a fresh listing decides how it is copied.',
        };
    }
    return {
        code: 'AWS_FAILED',
        what: `S3 answered ${said} (HTTP ${error.status}, ${counted(error.tries)})`,
        next: error.status >= 500
            ? 'Run the stage again: it goes on where it stopped.'
            : 'Look up the S3 code; with the request id, AWS support can say more.',
    };
}
const REGION_CODES = new Set([
    'PermanentRedirect',
    'TemporaryRedirect',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException',
    'Http301',
    'Http307',
]);
const CREDENTIAL_CODES = new Set([
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'InvalidToken',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
]);
const EXPIRY_CODES = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
function permissions(error) {
    switch (error.operation) {
        case 'ListObjectsV2':
            return `s3:ListBucket on ${error.bucket}`;
        case 'GetObject':
            return `s3:GetObject and s3:ListBucket on ${error.bucket}`;
        case 'CopyObject':
            return `s3:GetObject and s3:GetObjectTagging on ${error.sourceBucket ?? 'the source'}, s3:PutObject and s3:PutObjectTagging on ${error.bucket} (and the KMS keys of both, where they are encrypted with one)`;
        case 'HeadObject':
            return `s3:GetObject and s3:ListBucket on ${error.bucket}`;
        case 'GetObjectTagging':
            return `s3:GetObjectTagging on ${error.bucket}`;
        case 'UploadPartCopy':
            return `s3:GetObject on ${error.sourceBucket ?? 'the source'} and s3:PutObject on ${error.bucket} (and the KMS keys of both, where they are encrypted with one)`;
        case 'CreateMultipartUpload':
            return `s3:PutObject and s3:PutObjectTagging on ${error.bucket} (and its KMS key, where it is encrypted with one)`;
        case 'AbortMultipartUpload':
            return `s3:AbortMultipartUpload on ${error.bucket}`;
        case 'ListMultipartUploads':
            return `s3:ListBucketMultipartUploads on ${error.bucket}`;
        case 'DeleteObject':
            // The condition on the ETag reads the object (userguide/conditional-deletes).
            return `s3:DeleteObject and s3:GetObject on ${error.bucket}`;
        default:
            return `s3:PutObject on ${error.bucket}`;
    }
}
function counted(tries) {
    return tries === 1 ? '1 try' : `${tries} tries`;
}


/***/ }),

/***/ 1121:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ memoised)
/* harmony export */ });
/** Refreshed when less than this remains: what the SDK does too (memoizeIdentityProvider, 300,000 ms). */
const REFRESH_BEFORE_MS = 300_000;
/**
 * One provider for all clients: concurrent callers share one refresh, and a call costs nothing while credentials are
 * fresh. A client whose credentials were refused as expired says which, and gets new ones. When a refresh fails, those that
 * are held are used as long as they are valid: STS may answer again within these minutes.
 */
function memoised(fetch, clock) {
    let held = null;
    let pending = null;
    const fresh = ({ expiresAt }) => expiresAt === undefined || expiresAt - clock.now() > REFRESH_BEFORE_MS;
    const valid = ({ expiresAt }) => expiresAt === undefined || expiresAt > clock.now();
    return (refused) => {
        if (held !== null && held !== refused && fresh(held))
            return held;
        pending ??= fetch(refused)
            .then((credentials) => (held = credentials))
            .catch((error) => {
            if (held !== null && held !== refused && valid(held))
                return held;
            throw error;
        })
            .finally(() => {
            pending = null;
        });
        return pending;
    };
}


/***/ }),

/***/ 1540:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ bucketOf)
/* harmony export */ });
/** A side's bucket as requests name it. An empty account is one that nobody has said. */
function bucketOf({ bucket, account }) {
    return { bucket, owner: account === '' ? null : account };
}


/***/ }),

/***/ 6426:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qm: () => (/* binding */ TRIES),
/* harmony export */   XZ: () => (/* binding */ cureOf),
/* harmony export */   pb: () => (/* binding */ socketErrorLasts),
/* harmony export */   rV: () => (/* binding */ pauseMs),
/* harmony export */   vS: () => (/* binding */ FREE_REFRESHES)
/* harmony export */ });
/* unused harmony exports BASE_MS, CAP_MS */
const CURE_BY_CODE = {
    SlowDown: 'slow-down',
    ServiceUnavailable: 'slow-down',
    Throttling: 'slow-down',
    ThrottlingException: 'slow-down',
    RequestThrottled: 'slow-down',
    RequestLimitExceeded: 'slow-down',
    TooManyRequests: 'slow-down',
    BandwidthLimitExceeded: 'slow-down',
    // KMS has a quota of its own; S3 hands its refusal on with status 400.
    'KMS.ThrottlingException': 'slow-down',
    InternalError: 'wait',
    RequestTimeout: 'wait',
    IncompleteBody: 'wait',
    OperationAborted: 'wait',
    Unreadable: 'wait',
    NoAnswer: 'wait',
    ExpiredToken: 'credentials',
    ExpiredTokenException: 'credentials',
    TokenRefreshRequired: 'credentials',
    RequestTimeTooSkewed: 'clock',
    // These are here because CopyObject can answer them inside a 200, whose status says nothing.
    AccessDenied: 'none',
    AllAccessDisabled: 'none',
    AccountProblem: 'none',
    NoSuchKey: 'none',
    NoSuchBucket: 'none',
    NoSuchVersion: 'none',
    PreconditionFailed: 'none',
    ConditionalRequestConflict: 'none',
    InvalidArgument: 'none',
    InvalidRequest: 'none',
    InvalidObjectState: 'none',
    InvalidStorageClass: 'none',
    EntityTooLarge: 'none',
    'KMS.DisabledException': 'none',
    'KMS.InvalidStateException': 'none',
    'KMS.NotFoundException': 'none',
    // Ours: a server that does not encode keys when asked will not do so the next time.
    Unencoded: 'none',
    // Ours: a server that answers another question than it was asked, or in words of its own.
    Unexpected: 'none',
};
const CURE_BY_STATUS = {
    // An error inside a 200 that the table does not know: S3 was at work when it failed, e.g. cross-Region throttling (API_CopyObject).
    200: 'wait',
    408: 'wait',
    429: 'slow-down',
    500: 'wait',
    502: 'wait',
    503: 'slow-down',
    504: 'wait',
};
function cureOf(status, code) {
    return (Object.hasOwn(CURE_BY_CODE, code) ? CURE_BY_CODE[code] : CURE_BY_STATUS[status]) ?? 'none';
}
/** AWS advises to raise the attempts to about 10 (re:Post, "HTTP 5xx errors from Amazon S3"); 12 are half a minute of patience on average. */
const TRIES = 12;
const BASE_MS = 50;
const CAP_MS = 20_000;
/** Credentials that are new and refused all the same: so often without burning a try, then they cost one. */
const FREE_REFRESHES = 3;
/** Full jitter: anything from nothing to the doubled step. `failed` is the number of tries that have failed, from 1. */
function pauseMs(failed, random) {
    return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (failed - 1)));
}
/** Certificates and names that do not fit stay wrong; everything else that a socket can meet may be gone at the next try. */
const LASTING_SOCKET_ERRORS = new Set([
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    // Ours, for a header that cannot be sent (http.ts).
    'ERR_INVALID_CHAR',
]);
function socketErrorLasts(code) {
    return LASTING_SOCKET_ERRORS.has(code);
}


/***/ }),

/***/ 2469:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ S3Error)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** S3 said no, or said nothing that can be believed. Its words are somebody else's: they are printable from here on. */
class S3Error extends Error {
    name = 'S3Error';
    operation;
    /** HTTP status; 0 when no answer came. An error inside a 200 keeps 200. */
    status;
    /** S3's own code (AccessDenied, SlowDown, PreconditionFailed …), or ours: Unreadable, Unencoded, Unexpected, NoAnswer, Http<status>. */
    code;
    requestId;
    bucket;
    key;
    tries;
    /** The source bucket of a copy; undefined for anything else. */
    sourceBucket;
    /** The region that the bucket is in, when S3 says that the request went to the wrong one. */
    bucketRegion;
    /** Which condition did not hold, when a 412 tells it. */
    condition;
    constructor(facts) {
        super((0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(facts.message), facts.cause === undefined ? undefined : { cause: facts.cause });
        this.operation = facts.operation;
        this.status = facts.status;
        this.code = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(facts.code);
        this.requestId = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(facts.requestId);
        this.bucket = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(facts.bucket);
        this.key = facts.key;
        this.tries = facts.tries;
        this.sourceBucket = facts.sourceBucket;
        this.bucketRegion = facts.bucketRegion === undefined ? undefined : (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(facts.bucketRegion);
        this.condition = facts.condition === undefined ? undefined : (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(facts.condition);
    }
}


/***/ })

};
