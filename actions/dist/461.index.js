export const id = 461;
export const ids = [461];
export const modules = {

/***/ 5377:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fK: () => (/* binding */ valueAt),
/* harmony export */   nw: () => (/* binding */ digestsOf),
/* harmony export */   ol: () => (/* binding */ digestOf)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _leaves_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(422);




/** 32 hex characters: 128 bits are enough to tell migrations apart, and fit into names. */
const DIGEST_LENGTH = 32;
function digestOf(value) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update((0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(value)).digest('hex').slice(0, DIGEST_LENGTH);
}
/** One digest for each kind of field, over what the fields mean: not over how they were written. */
function digestsOf(migration) {
    return {
        identity: digestOfKind(migration, 'identity'),
        transform: digestOfKind(migration, 'transform'),
        operational: digestOfKind(migration, 'operational'),
    };
}
function digestOfKind(migration, kind) {
    const fields = {};
    for (const leaf of (0,_leaves_js__WEBPACK_IMPORTED_MODULE_3__/* .leavesOf */ .wf)()) {
        if (leaf.facts?.kind !== kind)
            continue;
        const name = leaf.path.join('.');
        const value = valueAt(migration, leaf.path);
        // What was left out does not count: a later version may add a field without making every migration a new one.
        if (value !== undefined && value !== null)
            fields[name] = isNamedFile(value) ? contentOf(value, migration.name) : value;
    }
    return digestOf(fields);
}
/** A field of the file, as the migration holds it: folders and roles are resolved, and stand by themselves. */
function valueAt(migration, written) {
    const [section, key, ...rest] = written;
    const path = (section === 'layout' && key === 'folders') || (section === 'access' && key === 'roles') ? [key, ...rest] : written;
    return path.reduce((at, key) => (typeof at === 'object' && at !== null ? at[key] : undefined), migration);
}
function isNamedFile(value) {
    return typeof value === 'object' && value !== null && 'path' in value && 'digest' in value;
}
function contentOf({ path, digest }, name) {
    if (digest !== null)
        return digest;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('INTERNAL', `The digests of ${name} need the content of ${path}, and it was parsed without its files`, {
        next: 'This is a defect of bucket-brigade: load the migration with loadMigration.',
    });
}


/***/ }),

/***/ 5976:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $B: () => (/* binding */ bare),
/* harmony export */   ZZ: () => (/* binding */ field),
/* harmony export */   xS: () => (/* binding */ factsOf)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9396);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);

const facts = zod__WEBPACK_IMPORTED_MODULE_0__/* .registry */ .u5();
/** Every leaf of the file is made by this function, so that none is without a kind, a description and words for its errors. */
function field(kind, allowed, description, schema) {
    const described = schema.describe(description);
    facts.add(described, { kind, allowed });
    return described;
}
/** The facts may be registered on the field itself or beneath what makes it optional. */
function factsOf(schema) {
    return facts.get(schema) ?? facts.get(bare(schema));
}
/** The schema without what only says that it may be left out. */
function bare(schema) {
    let inner = schema;
    while (inner instanceof zod__WEBPACK_IMPORTED_MODULE_1__/* .ZodOptional */ .IiU ||
        inner instanceof zod__WEBPACK_IMPORTED_MODULE_1__/* .ZodDefault */ .XiL ||
        inner instanceof zod__WEBPACK_IMPORTED_MODULE_1__/* .ZodPrefault */ .xgV ||
        inner instanceof zod__WEBPACK_IMPORTED_MODULE_1__/* .ZodNullable */ .l1C)
        inner = inner.def.innerType;
    return inner;
}


/***/ }),

/***/ 422:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ks: () => (/* binding */ sectionsOf),
/* harmony export */   _s: () => (/* binding */ keysAt),
/* harmony export */   lv: () => (/* binding */ schemaAt),
/* harmony export */   wf: () => (/* binding */ leavesOf)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _field_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5976);
/* harmony import */ var _schema_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2854);



/** Every field of the file, in the order of the file. A list of texts is one field. */
function leavesOf(schema = _schema_js__WEBPACK_IMPORTED_MODULE_1__/* .migrationFile */ .Z, path = []) {
    const inner = (0,_field_js__WEBPACK_IMPORTED_MODULE_0__/* .bare */ .$B)(schema);
    if (inner instanceof zod__WEBPACK_IMPORTED_MODULE_2__/* .ZodObject */ .bvH)
        return Object.entries(inner.shape).flatMap(([key, child]) => leavesOf(child, [...path, key]));
    return [{ path, schema: schema, facts: (0,_field_js__WEBPACK_IMPORTED_MODULE_0__/* .factsOf */ .xS)(schema) }];
}
/** The schema at a path of a file. Sections in a list have their own; other elements have the schema of the list. */
function schemaAt(path, root = _schema_js__WEBPACK_IMPORTED_MODULE_1__/* .migrationFile */ .Z) {
    let at = root;
    for (const step of path) {
        const inner = (0,_field_js__WEBPACK_IMPORTED_MODULE_0__/* .bare */ .$B)(at);
        if (inner instanceof zod__WEBPACK_IMPORTED_MODULE_2__/* .ZodObject */ .bvH) {
            const next = Object.hasOwn(inner.shape, step) ? inner.shape[step] : undefined;
            if (next === undefined)
                return undefined;
            at = next;
        }
        else {
            if (typeof step !== 'number')
                return undefined;
            const section = sectionsOf(inner);
            if (section === null)
                return at;
            at = section;
        }
    }
    return at;
}
/** What the elements of a list are, where they are sections; else null. */
function sectionsOf(list) {
    const inner = (0,_field_js__WEBPACK_IMPORTED_MODULE_0__/* .bare */ .$B)(list);
    const element = inner instanceof zod__WEBPACK_IMPORTED_MODULE_2__/* .ZodArray */ .naA ? (0,_field_js__WEBPACK_IMPORTED_MODULE_0__/* .bare */ .$B)(inner.element) : null;
    return element instanceof zod__WEBPACK_IMPORTED_MODULE_2__/* .ZodObject */ .bvH ? element : null;
}
/** The keys that a section may have; empty for a field. */
function keysAt(path, root = _schema_js__WEBPACK_IMPORTED_MODULE_1__/* .migrationFile */ .Z) {
    const inner = (0,_field_js__WEBPACK_IMPORTED_MODULE_0__/* .bare */ .$B)(schemaAt(path, root) ?? zod__WEBPACK_IMPORTED_MODULE_2__/* .never */ .ZmZ());
    return inner instanceof zod__WEBPACK_IMPORTED_MODULE_2__/* .ZodObject */ .bvH ? Object.keys(inner.shape) : [];
}


/***/ }),

/***/ 5588:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IC: () => (/* binding */ migrationOf),
/* harmony export */   aB: () => (/* binding */ tableRules),
/* harmony export */   vj: () => (/* binding */ verifyMachine),
/* harmony export */   we: () => (/* binding */ ROLE_ACCOUNTS),
/* harmony export */   wn: () => (/* binding */ awsPartition)
/* harmony export */ });
/* harmony import */ var _contracts_objects_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7785);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);


/** The original's numbers: 512 folders by 16 machines and 32 clusters. */
const SHARDS = 16;
const CLUSTERS = 32;
const ROLE_ACCOUNTS = {
    plan: 'target',
    operate: 'target',
    approve: 'target',
    agent: 'target',
    job: 'target',
    emr: 'target',
    publish: 'target',
    survey: 'source',
    grant: 'source',
};
/** What was written, and what was found out about it, as one value. */
function migrationOf(written, { folders, rules, schema }) {
    const { version, name, source, target, ledger, copy, access, partition } = written;
    const shards = copy.shards ?? Math.min(SHARDS, folders.length);
    const clusters = partition?.clusters ?? Math.min(CLUSTERS, folders.length);
    return {
        version,
        name,
        source,
        target,
        ledger: { ...ledger, region: target.region, account: target.account },
        layout: { key: written.layout.key },
        folders,
        cutoff: { lastModified: momentOf(written.cutoff.lastModified), document: momentOf(written.cutoff.document) },
        copy: {
            ...copy,
            machine: { ...copy.machine, subnet: copy.machine.subnet ?? null, securityGroup: copy.machine.securityGroup ?? null },
            shards,
            jobsAtOnce: copy.jobsAtOnce ?? shards,
            copiesPerSecond: copy.copiesPerSecond ?? null,
            threads: copy.threads ?? null,
            objects: besideDefaults(copy.objects),
        },
        verify: verifyOf(written),
        partition: partition === undefined || rules === null || schema === null
            ? null
            : {
                ...partition,
                subnet: partition.subnet ?? null,
                clusters,
                jobsAtOnce: partition.jobsAtOnce ?? clusters,
                rules,
                schema,
                ranges: rangesBetween(partition.ranges),
            },
        access: { mode: access.mode, hours: access.hours },
        roles: rolesOf(written),
        limits: { usd: written.limits.usd ?? null, hours: written.limits.hours ?? null },
    };
}
/** Listing and comparing is one thread's work; of the general types the smallest that has a core for it. */
const VERIFY_MACHINE = 'm5.large';
/** Null for what is the default, so that it does not count in the digests: files from before this section mean what they meant. */
function verifyOf({ verify }) {
    const { executor, machine } = verify;
    const type = machine.type === VERIFY_MACHINE ? undefined : machine.type;
    return {
        executor: executor === 'fleet' ? executor : null,
        machine: { type: type ?? null, subnet: machine.subnet ?? null, securityGroup: machine.securityGroup ?? null },
    };
}
/** The machine that verifies; null: the job does. Its network is that of the copy workers where it has none of its own. */
function verifyMachine({ copy, verify }) {
    if (verify.executor === null)
        return null;
    const { securityGroup, subnet, type } = verify.machine;
    return {
        type: type ?? VERIFY_MACHINE,
        subnet: subnet ?? copy.machine.subnet,
        securityGroup: securityGroup ?? copy.machine.securityGroup,
    };
}
/** Null where it is the default, said or not: one spelling for each meaning. */
function besideDefaults(written) {
    const of = (field) => {
        const value = written[field];
        return value === undefined || value === _contracts_objects_js__WEBPACK_IMPORTED_MODULE_0__/* .DEFAULT_OBJECT_POLICY */ .Ff[field] ? null : value;
    };
    return {
        tags: of('tags'),
        storageClass: of('storageClass'),
        kmsKey: of('kmsKey'),
        acl: of('acl'),
        annotations: of('annotations'),
        overwrite: of('overwrite'),
        requesterPays: of('requesterPays'),
        keepPartLayout: of('keepPartLayout'),
        partBytes: of('partBytes'),
    };
}
/** @throws MigrationError INTERNAL when the migration was parsed without its files */
function tableRules({ rules, schema }) {
    if (rules.value !== null && schema.value !== null)
        return { rules: rules.value, schema: schema.value };
    const { path } = rules.value === null ? rules : schema;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('INTERNAL', `The content of ${path} is needed, and the migration was parsed without its files`, {
        next: 'This is a defect of bucket-brigade: load the migration with loadMigration.',
    });
}
function rolesOf({ access, source, target }) {
    const sides = { source, target };
    const arn = (role) => {
        const { account, region } = sides[ROLE_ACCOUNTS[role]];
        return access.roles[role] ?? `arn:${awsPartition(region)}:iam::${account}:role/bucket-brigade-${role}`;
    };
    return {
        plan: arn('plan'),
        operate: arn('operate'),
        approve: arn('approve'),
        agent: arn('agent'),
        job: arn('job'),
        emr: arn('emr'),
        publish: arn('publish'),
        survey: arn('survey'),
        grant: arn('grant'),
    };
}
/** AWS is several clouds that share no identities (docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
function awsPartition(region) {
    if (region.startsWith('cn-'))
        return 'aws-cn';
    if (region.startsWith('us-gov-'))
        return 'aws-us-gov';
    if (region.startsWith('eusc-'))
        return 'aws-eusc';
    return 'aws';
}
/** One spelling for each moment: UTC, without empty fractions of a second. */
function momentOf(written) {
    return written === undefined ? null : new Date(written).toISOString().replace('.000Z', 'Z');
}
function rangesBetween(days) {
    return [null, ...days].map((from, index) => ({ from, until: days[index] ?? null }));
}


/***/ }),

/***/ 2854:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Z: () => (/* binding */ migrationFile)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/iso.js
var iso = __webpack_require__(4377);
// EXTERNAL MODULE: ./build/src/config/field.js
var field = __webpack_require__(5976);
// EXTERNAL MODULE: ./build/src/contracts/objects.js
var objects = __webpack_require__(7785);
;// CONCATENATED MODULE: ./build/src/config/schema-objects.js



/** By its key, never by an alias: S3 resolves an alias in the caller's account (API_CopyObject, "SSE-KMS key ID"). */
const kmsKey = schemas/* string */.YjP()
    .refine((value) => !/(?:^|:)alias\/aws\//.test(value), 'is a key that AWS manages; such a key cannot be used from another account')
    .refine((value) => !/(?:^|:)alias\//.test(value), 'is an alias; S3 would look for it in the account of whoever copies, so give the ARN of its key')
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/);
/** Fields without a default here: what is left out does not count in the digests, whatever the default. */
const schema_objects_objects = schemas/* strictObject */.rej({
    tags: (0,field/* field */.ZZ)('identity', 'copy, if-allowed or drop', 'Tags of objects. "copy" (the default) needs permission to read and write tags; "if-allowed" writes an object without them where S3 refuses, and counts it.', schemas/* enum */.k5n(['copy', 'if-allowed', 'drop']).optional()),
    storageClass: (0,field/* field */.ZZ)('identity', `keep, or a storage class: ${objects/* STORAGE_CLASSES */.Zq.join(', ')}`, 'The storage class of the copies; "keep" (the default) is that of the source.', schemas/* enum */.k5n(['keep', ...objects/* STORAGE_CLASSES */.Zq]).optional()),
    kmsKey: (0,field/* field */.ZZ)('identity', 'the full ARN of a KMS key, such as arn:aws:kms:us-east-2:444455556666:key/01234567-89ab-cdef-0123-456789abcdef', "The KMS key that copies are encrypted with. By default the target bucket's own encryption.", kmsKey.optional()),
    acl: (0,field/* field */.ZZ)('identity', 'none or bucket-owner-full-control', 'The ACL of the copies. "none" (the default) is right for buckets whose owner owns every object; the other one is for those that still have ACLs.', schemas/* enum */.k5n(['none', 'bucket-owner-full-control']).optional()),
    annotations: (0,field/* field */.ZZ)('identity', 'exclude or copy', 'Annotations of objects. Copied ones need two more permissions and are billed as a PUT each; by default they are left out. Objects above 5 GiB never keep them.', schemas/* enum */.k5n(['exclude', 'copy']).optional()),
    overwrite: (0,field/* field */.ZZ)('identity', 'always or never', 'What happens when the target has another object under the key: "always" (the default) makes it equal, "never" leaves it and counts a failure of class "exists".', schemas/* enum */.k5n(['always', 'never']).optional()),
    requesterPays: (0,field/* field */.ZZ)('operational', 'true or false', "Whether the target's account pays for reading the source, as buckets with requester pays want it.", schemas/* boolean */.zMY().optional()),
    keepPartLayout: (0,field/* field */.ZZ)('identity', 'true or false', 'Whether objects that were uploaded in parts are copied in the same parts, so that their ETag stays. It costs a request for each part. Above 5 GiB it is done anyway.', schemas/* boolean */.zMY().optional()),
    partBytes: (0,field/* field */.ZZ)('operational', 'a whole number of bytes from 5242880 (5 MiB) to 5368709120 (5 GiB)', 'The size of the parts in which objects above 5 GiB are copied; by default 128 MiB.', schemas/* int */.Whr().min(objects/* LEAST_PART_BYTES */.Ie).max(objects/* MOST_PART_BYTES */.YI).optional()),
})
    .describe('What becomes of that which objects have beside their bytes.')
    .prefault({});

;// CONCATENATED MODULE: ./build/src/config/schema.js



/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/;
const RESERVED_BUCKET = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+){1,2}-[0-9]{1,2}$/;
const ACCOUNT = /^[0-9]{12}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const PREFIX = /^$|\/$/;
const PREFIX_WITH_SLASH = /^[^/][\s\S]*\/$/;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[A-Za-z0-9+=,.@_/-]+$/;
const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;
/** EMR knows two families of labels, emr-7.13.0 and emr-spark-8.0.0; which of them exist, only DescribeReleaseLabel can say. */
const RELEASE = /^emr-(?:[a-z]+-)?[0-9]+\.[0-9]+\.[0-9]+$/;
/** Names of the Glue catalogue that Athena and Spark can both write without quotes. */
const CATALOGUE_NAME = /^[a-z_][a-z0-9_]{0,127}$/;
const SUBNET = /^subnet-[0-9a-f]{8,17}$/;
const SECURITY_GROUP = /^sg-[0-9a-f]{8,17}$/;
const YAML_FILE = /^[^/][\s\S]*\.ya?ml$/;
const bucketName = schemas/* string */.YjP()
    .regex(BUCKET)
    .refine((name) => !name.includes('..'), 'has two dots beside each other; S3 allows one')
    .refine((name) => !/^[0-9]+(?:\.[0-9]+){3}$/.test(name), 'is an IP address; S3 takes names only')
    .refine((name) => !RESERVED_BUCKET.test(name), 'has a form that S3 keeps for itself');
const BUCKET_ALLOWED = 'an S3 bucket name: 3 to 63 of a-z, 0-9, "-" and ".", with a letter or digit at both ends';
const PREFIX_ALLOWED = 'empty, or a text that ends in "/"';
const MACHINE_ALLOWED = 'an EC2 instance type, such as m5.4xlarge';
/** A day (its beginning, UTC) or a moment. */
const dayOrMoment = schemas/* union */.KCZ([iso/* date */.p6(), iso/* datetime */.w$({ offset: true })]);
const MOMENT_ALLOWED = 'a day (2020-01-15) or a moment with its zone (2020-01-15T00:00:00Z)';
const side = (of) => schemas/* strictObject */.rej({
    bucket: (0,field/* field */.ZZ)('identity', BUCKET_ALLOWED, `The ${of}'s bucket.`, bucketName),
    region: (0,field/* field */.ZZ)('identity', 'an AWS region, such as us-east-1', "The bucket's region.", schemas/* string */.YjP().regex(REGION)),
    account: (0,field/* field */.ZZ)('identity', 'an AWS account id: 12 digits in quotes, such as "111122223333"', 'The account that owns the bucket: 12 digits, in quotes, or YAML takes it for a number. S3 is told to refuse when another account owns it.', schemas/* string */.YjP().regex(ACCOUNT)),
    prefix: (0,field/* field */.ZZ)('identity', PREFIX_ALLOWED, 'What stands before the folders in every key; empty, or ending in a slash.', schemas/* string */.YjP().regex(PREFIX).default('')),
});
const role = (of, account) => (0,field/* field */.ZZ)('operational', 'a role ARN, such as arn:aws:iam::111122223333:role/bucket-brigade-plan', `The role ${of}, in the ${account}'s account. By default the one that the templates in infra/ make.`, schemas/* string */.YjP().regex(ROLE_ARN).optional());
const migrationFile = schemas/* strictObject */.rej({
    version: (0,field/* field */.ZZ)('operational', '1', 'The version of this file format.', schemas/* literal */.euz(1)),
    name: (0,field/* field */.ZZ)('identity', 'a-z, 0-9 and "-", 1 to 64 characters, such as checkout-history', 'The identity of the migration. State is kept under this name; two migrations never share one.', schemas/* string */.YjP().regex(NAME)),
    source: side('source').describe('Where the objects are. Nothing is ever written or deleted there.'),
    target: side('target').describe('Where they go, under the same names below the prefix.'),
    layout: schemas/* strictObject */.rej({
        key: (0,field/* field */.ZZ)('identity', 'the form of a key: {folder} first, {document} last, such as "{folder}/{sub}/id/{document}"', 'The form of a key below the prefix. Every object is copied; documents that do not fit are counted as rejects by the partition half.', schemas/* string */.YjP().min(1).max(1000)),
        folders: (0,field/* field */.ZZ)('identity', 'folder names or patterns in quotes, such as "{00..FF}_{CheckoutOrder,FulfillmentOrder}"', 'The folders that must exist at the source: names, or patterns with hex ranges {00..FF}, decimal ranges {0..15} and lists {a,b}. Together at most 100,000.', schemas/* array */.YOg(schemas/* string */.YjP().min(1).max(1000)).min(1)),
        except: (0,field/* field */.ZZ)('identity', 'folder names or patterns in quotes', 'Folders that the patterns name but that do not exist at the source, in the same notation.', schemas/* array */.YOg(schemas/* string */.YjP().min(1).max(1000)).default([])),
    })
        .describe('How keys are built, and which folders are expected: a missing one is found before it hurts.'),
    cutoff: schemas/* strictObject */.rej({
        lastModified: (0,field/* field */.ZZ)('identity', MOMENT_ALLOWED, "Objects modified at or after this moment are the live pipeline's: counted as excluded, never copied.", dayOrMoment.optional()),
        document: (0,field/* field */.ZZ)('identity', MOMENT_ALLOWED, "Documents whose own date is at or after this moment are the live pipeline's: counted as rejects by the partition half.", dayOrMoment.optional()),
    })
        .describe("What belongs to the migration. The rest is the live pipeline's.")
        .prefault({}),
    copy: schemas/* strictObject */.rej({
        // GitHub allows 256 legs in a matrix (docs.github.com/en/actions/reference/limits).
        shards: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 256', 'Copy workers, one job each. By default 16, or one for each folder where that is less.', schemas/* int */.Whr().min(1).max(256).optional()),
        executor: (0,field/* field */.ZZ)('operational', 'runner or fleet', 'Where a worker runs: "runner" inside the job of the workflow, "fleet" on an EC2 instance of its own.', schemas/* enum */.k5n(['runner', 'fleet']).default('runner')),
        machine: schemas/* strictObject */.rej({
            type: (0,field/* field */.ZZ)('operational', MACHINE_ALLOWED, 'The instance type of a worker.', schemas/* string */.YjP().regex(INSTANCE_TYPE).default('m5.4xlarge')),
            subnet: (0,field/* field */.ZZ)('operational', 'a subnet id, such as subnet-0123456789abcdef0', "A subnet of the target's region, with a way out to S3 in both regions and to SSM; by default one of the account's default network.", schemas/* string */.YjP().regex(SUBNET).optional()),
            securityGroup: (0,field/* field */.ZZ)('operational', 'a security group id, such as sg-0123456789abcdef0', "The workers' security group; they need no inbound rule. By default the network's own.", schemas/* string */.YjP().regex(SECURITY_GROUP).optional()),
        })
            .describe('The machine of a worker; used by the executor "fleet" only.')
            .prefault({}),
        // 3,500 copies a second of one partition at 150 ms are 525 in flight. With 64 partitions, 16 workers at 100 ms can use 1,400 each; at
        // 300 ms three times that.
        inFlight: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 4200', 'Copies that one worker has under way at a time, at most: it takes as many as its rate and the distance to S3 ask for.', schemas/* int */.Whr().min(1).max(4200).default(256)),
        // S3 takes 3,500 copies a second and partition, and tells by 503 when it will not (userguide/optimizing-performance).
        copiesPerSecond: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 1000000', 'Copies a second of all workers together, at most; by default as many as S3 takes. For buckets that others need meanwhile.', schemas/* int */.Whr().min(1).max(1_000_000).optional()),
        threads: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 64', 'Threads of one worker that copy, and share what it has in flight. By default one on a runner, and on a machine of the fleet one for each 64 in flight, up to its cores.', schemas/* int */.Whr().min(1).max(64).optional()),
        jobsAtOnce: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 256', 'Copy jobs that may be under way at a time; by default all of them. A free plan of GitHub runs 20.', schemas/* int */.Whr().min(1).max(256).optional()),
        objects: schema_objects_objects,
    })
        .describe('How the copying is done. Changes here continue the same work, but for what objects become.')
        .prefault({}),
    // Without defaults here, like `objects`.
    verify: schemas/* strictObject */.rej({
        executor: (0,field/* field */.ZZ)('operational', 'runner or fleet', 'Where both sides are listed and compared: "runner" (the default) inside the job of the workflow, "fleet" on one EC2 instance in the target\'s region.', schemas/* enum */.k5n(['runner', 'fleet']).optional()),
        machine: schemas/* strictObject */.rej({
            type: (0,field/* field */.ZZ)('operational', MACHINE_ALLOWED, 'Its instance type; by default m5.large. One core does the work, in less than 1 GiB of memory.', schemas/* string */.YjP().regex(INSTANCE_TYPE).optional()),
            subnet: (0,field/* field */.ZZ)('operational', 'a subnet id, such as subnet-0123456789abcdef0', 'Its subnet, with the same ways out as that of the copy workers. By default theirs (copy.machine.subnet).', schemas/* string */.YjP().regex(SUBNET).optional()),
            securityGroup: (0,field/* field */.ZZ)('operational', 'a security group id, such as sg-0123456789abcdef0', "Its security group. By default the copy workers' (copy.machine.securityGroup).", schemas/* string */.YjP().regex(SECURITY_GROUP).optional()),
        })
            .describe('The machine that verifies; used by the executor "fleet" only.')
            .prefault({}),
    })
        .describe('Where it is found out whether anything is missing.')
        .prefault({}),
    partition: schemas/* strictObject */.rej({
        clusters: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 256', 'EMR clusters, one job each. By default 32, or one for each folder where that is less.', schemas/* int */.Whr().min(1).max(256).optional()),
        jobsAtOnce: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 256', 'Partition jobs, and with them clusters, that may be under way at a time; by default all of them.', schemas/* int */.Whr().min(1).max(256).optional()),
        machines: schemas/* strictObject */.rej({
            primary: (0,field/* field */.ZZ)('operational', MACHINE_ALLOWED, "The primary node's instance type; Spark's driver runs on it.", schemas/* string */.YjP().regex(INSTANCE_TYPE).default('r5.2xlarge')),
            core: (0,field/* field */.ZZ)('operational', MACHINE_ALLOWED, "The core nodes' instance type; Spark's executors run on them.", schemas/* string */.YjP().regex(INSTANCE_TYPE).default('c5.4xlarge')),
            coreCount: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 100', 'Core nodes of one cluster.', schemas/* int */.Whr().min(1).max(100).default(2)),
        })
            .describe('The machines of one cluster.')
            .prefault({}),
        subnet: (0,field/* field */.ZZ)('operational', 'a subnet id, such as subnet-0123456789abcdef0', "The clusters' subnet; by default one of the account's default network. It and its VPC carry the tag for-use-with-amazon-emr-managed-policies=true (infra/README.md).", schemas/* string */.YjP().regex(SUBNET).optional()),
        launch: schemas/* strictObject */.rej({
            paced: (0,field/* field */.ZZ)('operational', 'true or false', 'Whether clusters start in waves, each released by the canaries of the one before. Clusters that start all at once have failed without a message.', schemas/* boolean */.zMY().default(true)),
            waveSize: (0,field/* field */.ZZ)('operational', 'a whole number from 1 to 32', 'Clusters of one wave.', schemas/* int */.Whr().min(1).max(32).default(8)),
        })
            .describe('How clusters are launched.')
            .prefault({}),
        release: (0,field/* field */.ZZ)('operational', 'an EMR release label, such as emr-7.13.0', 'The EMR release.', schemas/* string */.YjP().regex(RELEASE).default('emr-7.13.0')),
        rules: (0,field/* field */.ZZ)('transform', 'a path to a .yml file, relative to this one', 'The rules of the transformation, relative to this file.', schemas/* string */.YjP().regex(YAML_FILE)),
        schema: (0,field/* field */.ZZ)('transform', 'a path to a .yml file, relative to this one', "The table's schema, relative to this file.", schemas/* string */.YjP().regex(YAML_FILE)),
        table: schemas/* strictObject */.rej({
            database: (0,field/* field */.ZZ)('transform', 'a-z, 0-9 and "_", not a digit first', 'The database in the Glue catalogue.', schemas/* string */.YjP().regex(CATALOGUE_NAME)),
            name: (0,field/* field */.ZZ)('transform', 'a-z, 0-9 and "_", not a digit first', 'The table in that database.', schemas/* string */.YjP().regex(CATALOGUE_NAME)),
            prefix: (0,field/* field */.ZZ)('transform', 'a text that ends in "/" and does not begin with it, such as consumable_tables/checkout/', "Where the table's files are, in the target's bucket, counted from the bucket's root.", schemas/* string */.YjP().regex(PREFIX_WITH_SLASH)),
        })
            .describe('The table that the documents become rows of.'),
        ranges: (0,field/* field */.ZZ)('transform', 'days in ascending order, such as [2018-01-01, 2019-01-01]', 'The days at which a new date range begins. Files never mix ranges, and each range is compacted by itself. What is older than the first day is a range of its own, so nothing falls between two.', schemas/* array */.YOg(iso/* date */.p6()).max(255).default([])),
    })
        .describe('How the documents become a partitioned table. Without this section the migration ends with the verified copy.')
        .optional(),
    access: schemas/* strictObject */.rej({
        mode: (0,field/* field */.ZZ)('operational', 'managed or manual', 'Who lets the copy role into the source bucket: "managed" writes a statement that ends by itself, "manual" prints it for a person to apply.', schemas/* enum */.k5n(['managed', 'manual']).default('managed')),
        // Jobs can be run again for 30 days (docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs);
        // each of them extends its own grant, so a longer one would only stand open.
        hours: (0,field/* field */.ZZ)('operational', 'a whole number of hours from 1 to 720 (30 days, the time in which GitHub runs a job again)', 'How long a grant lives when nobody extends it. Every job that needs it extends it.', schemas/* int */.Whr().min(1).max(720).default(24)),
        roles: schemas/* strictObject */.rej({
            plan: role('that looks at the source and writes the plan', 'target'),
            operate: role('of the jobs that work', 'target'),
            approve: role('that may write approvals, and nothing else', 'target'),
            agent: role('that copies', 'target'),
            job: role("of the clusters' machines: reads the documents, writes staged files", 'target'),
            emr: role('that EMR itself works under', 'target'),
            publish: role('that places files into the table, and takes them out again', 'target'),
            survey: role('that may list the source', 'source'),
            grant: role("that may change the source bucket's policy", 'source'),
        })
            .describe('The roles, where they are not those of the templates.')
            .prefault({}),
    })
        .describe('Under which roles the work is done, and for how long.')
        .prefault({}),
    ledger: schemas/* strictObject */.rej({
        bucket: (0,field/* field */.ZZ)('operational', BUCKET_ALLOWED, "A bucket in the target's account and region, and not the target: whoever may write the target must not write approvals (docs/decisions/0006).", bucketName),
        prefix: (0,field/* field */.ZZ)('operational', PREFIX_ALLOWED, 'What stands before the keys of the state; empty, or ending in a slash.', schemas/* string */.YjP().regex(PREFIX).default('')),
    })
        .describe('Where all state is kept: plans, checkpoints, manifests, findings, receipts.'),
    limits: schemas/* strictObject */.rej({
        usd: (0,field/* field */.ZZ)('operational', 'an amount of US dollars above 0', 'A plan whose estimate is above this amount is refused.', schemas/* number */.aig().positive().max(1e9).optional()),
        // A workflow run lives for at most 35 days (docs.github.com/en/actions/reference/limits).
        hours: (0,field/* field */.ZZ)('operational', 'a number of hours above 0, up to 840 (35 days, the life of a workflow run)', "A plan that needs longer than this at the rate of one of S3's partitions, 3,500 copies a second, is refused.", schemas/* number */.aig().positive().max(840).optional()),
    })
        .describe('Caps on what a plan may cost.')
        .prefault({}),
})
    .describe('A migration of bucket-brigade.');


/***/ }),

/***/ 3399:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cv: () => (/* binding */ compactOrder),
/* harmony export */   Ih: () => (/* binding */ REJECT_REASONS),
/* harmony export */   Kt: () => (/* binding */ batchResult),
/* harmony export */   Ls: () => (/* binding */ partitionOrder),
/* harmony export */   Mk: () => (/* binding */ dateRange),
/* harmony export */   Nz: () => (/* binding */ rangeCommit),
/* harmony export */   oT: () => (/* binding */ folderCommit),
/* harmony export */   zo: () => (/* binding */ rejects)
/* harmony export */ });
/* unused harmony exports rejectReason, jobFiles, orderedFolder, stagedFile, rangeFile */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4377);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _transform_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(666);



/** Days as YYYY-MM-DD: `from` belongs to the range, `until` does not; null is without end. `name` is its place in keys: `r00`, `r01` … */
const dateRange = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ name: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^r\d{2,3}$/), from: zod__WEBPACK_IMPORTED_MODULE_3__/* .date */ .p6().nullable(), until: zod__WEBPACK_IMPORTED_MODULE_3__/* .date */ .p6().nullable() });
/** Why a document is no row. Closed: rows + rejects = documents, per folder and in total. */
const REJECT_REASONS = [
    /** The key is not of the layout's form: not exactly `{folder}/{sub}/id/{document}`. */
    'layout',
    /** The object is gone, or is not the one that the manifest proved. What S3 cannot serve at the moment fails the step instead. */
    'fetch-failed',
    /** Not JSON, not UTF-8, or nothing at all; or a field that rule `parse` names does not hold JSON. */
    'malformed',
    'not-an-object',
    'no-usable-date',
    /** A value that its column cannot hold. */
    'schema',
    /** Its date is at or after the document cut-off: the live pipeline's. */
    'after-cut-off',
    /** Another document of the folder says the same thing later, or as late under a lower key. */
    'duplicate',
];
const rejectReason = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(REJECT_REASONS);
const rejects = zod__WEBPACK_IMPORTED_MODULE_2__/* .partialRecord */ .jgl(rejectReason, _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9);
/** Where the job finds its own code and libraries: objects in the ledger's bucket by content. */
const jobFiles = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    /** Key of the pure-Python package as a zip, for --py-files. */
    code: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), sha256: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[0-9a-f]{64}$/) }),
    /** Key of the script that spark-submit runs. */
    main: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), sha256: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[0-9a-f]{64}$/) }),
    /** One archive of wheels per platform (`cp311-linux-x86_64`): a job takes the one that its interpreter can load. */
    libraries: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ platform: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), sha256: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[0-9a-f]{64}$/) })).min(1),
});
/** The manifest of one folder, pinned: the segments of the pieces, one piece after another, hold exactly `keys` keys in key order. */
const orderedFolder = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    manifest: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        generation: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
        /** `dir` lies below the folder's manifest. */
        pieces: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ dir: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), segments: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9 })),
        keys: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
        bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    }),
});
/** What one cluster is to do: a step for each folder. A later generation holds only the folders that are missing. */
const partitionOrder = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('partition-order/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    batch: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    generation: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(orderedFolder),
    /** The documents: the copy's target, keys are `prefix` + the manifest's key. */
    documents: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .side */ .Cf,
    ledger: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .side */ .Cf,
    /** Key of the migration's root in the ledger's bucket, with a slash at its end: manifests, staged files and commits lie below it. */
    root: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    /** `{folder}/{sub}/id/{document}`: what a manifest key must be to be a document. */
    layoutKey: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    /** ISO 8601; documents dated at or after it are rejects. */
    documentCutoff: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$.nullable(),
    rules: _transform_js__WEBPACK_IMPORTED_MODULE_1__/* .rules */ .aO,
    schema: _transform_js__WEBPACK_IMPORTED_MODULE_1__/* .tableSchema */ ._A,
    ranges: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(dateRange).min(1),
    job: jobFiles,
    reading: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ threads: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(), slices: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive() }),
});
const stagedFile = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), range: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, etag: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** The proof of one folder, written last and only if there is none: what is not named here does not exist. */
const folderCommit = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('folder-commit/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    generation: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    manifest: orderedFolder.shape.manifest,
    /** Keys of the manifest: documents = rows + the sum of rejects. */
    documents: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    rejects,
    files: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(stagedFile),
    /** Rows of each day, YYYY-MM-DD. */
    days: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_3__/* .date */ .p6(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    /** Key of the rejects as gzipped NDJSON: {key, reason, detail}; null when there are none. Raw text is in no report. */
    rejectsKey: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().nullable(),
    /** SHA-256 of the code that made it. */
    job: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    seconds: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(),
    committedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
/** One date range, made of every staged file that holds rows of it. */
const compactOrder = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('compact-order/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    batch: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    generation: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    ledger: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .side */ .Cf,
    root: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    schema: _transform_js__WEBPACK_IMPORTED_MODULE_1__/* .tableSchema */ ._A,
    ranges: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        range: dateRange,
        rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
        days: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_3__/* .date */ .p6(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
        files: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(stagedFile),
        /** Digest of the folder commits that the files are of. */
        inputs: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    })),
    job: jobFiles,
    /** Files are cut at about this size; a day has at least one of its own. */
    fileBytes: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    reading: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ threads: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(), slices: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive() }),
});
const rangeFile = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), day: zod__WEBPACK_IMPORTED_MODULE_3__/* .date */ .p6(), rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, etag: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** The proof of one range, written last and only if there is none. */
const rangeCommit = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('range-commit/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    range: dateRange,
    generation: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    inputs: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    rows: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    files: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(rangeFile),
    job: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    seconds: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(),
    committedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
/** What one leg of the table half did in one start, as a record: nobody decides by it, commits do. */
const batchResult = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('batch-result/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    transform: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    kind: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['partition', 'compact']),
    batch: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    end: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['proven', 'failed', 'late', 'stopped']),
    units: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Units with a commit by now; `found` of them had it before. */
    committed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    found: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    clusters: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ id: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), how: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['adopted', 'created']), generation: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, attempt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9 })),
    /** All that was met, what a repeat has healed among it. */
    failures: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ unit: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), cluster: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), generation: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, attempt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, class: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), evidence: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});


/***/ }),

/***/ 1314:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P9: () => (/* binding */ shardOrder),
/* harmony export */   et: () => (/* binding */ plan)
/* harmony export */ });
/* unused harmony exports roles, plannedFolder, plannedShard, partitionFacts, machineFacts */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3798);
/* harmony import */ var _partition_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3399);
/* harmony import */ var _objects_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7785);
/* harmony import */ var _transform_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(666);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9295);





/** The roles of a migration, by ARN. `survey` and `grant` live in the source's account, the others in the target's. */
const roles = zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    plan: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    operate: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    approve: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    agent: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    job: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    emr: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    publish: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    survey: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    grant: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
});
const plannedFolder = zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    folder: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    /** Keys seen by the survey; a lower bound when `more` is true. */
    keys: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
    more: zod__WEBPACK_IMPORTED_MODULE_4__/* .boolean */ .zMY(),
});
const plannedShard = zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ shard: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), folders: zod__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()), weight: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9 });
const partitionFacts = zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    /** The folders of one cluster, a step for each. */
    batches: zod__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ batch: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), folders: zod__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()) })),
    machines: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ primary: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), core: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), coreCount: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive() }),
    release: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    /** Null: the account's default network. */
    subnetId: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP().nullable(),
    launch: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ paced: zod__WEBPACK_IMPORTED_MODULE_4__/* .boolean */ .zMY(), waveSize: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive() }),
    jobsAtOnce: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive(),
    rules: _transform_js__WEBPACK_IMPORTED_MODULE_2__/* .rules */ .aO,
    schema: _transform_js__WEBPACK_IMPORTED_MODULE_2__/* .tableSchema */ ._A,
    ranges: zod__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(_partition_js__WEBPACK_IMPORTED_MODULE_0__/* .dateRange */ .Mk).min(1),
    table: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ database: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), name: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), prefix: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP() }),
    /** Files of the table are cut at about this size. */
    fileBytes: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive(),
});
/** A machine that is rented, as every one of its kind is. */
const machineFacts = zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    instanceType: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    imageId: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    /** Null: the account's default network. */
    subnetId: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP().nullable(),
    securityGroupId: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP().nullable(),
    instanceProfileArn: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    /** The machine ends itself after so long, whatever becomes of us. */
    ttlSeconds: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive(),
});
/** What a run will do, from the config and one look at the source: the value that is reviewed and approved. */
const plan = zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .euz('plan/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    digests: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .digests */ .cI,
    source: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .side */ .Cf,
    target: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .side */ .Cf,
    ledger: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .side */ .Cf,
    /** Objects modified at or after this moment are the live pipeline's, and excluded. */
    cutoff: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ lastModified: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .moment */ .n$.nullable(), document: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .moment */ .n$.nullable() }),
    layoutKey: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    roles,
    access: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ mode: zod__WEBPACK_IMPORTED_MODULE_4__/* ["enum"] */ .k5n(['managed', 'manual']), hours: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive() }),
    copy: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
        executor: zod__WEBPACK_IMPORTED_MODULE_4__/* ["enum"] */ .k5n(['runner', 'fleet']),
        inFlight: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive(),
        jobsAtOnce: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive(),
        /** Of all workers together; absent: as many as S3 takes. */
        copiesPerSecond: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive().optional(),
        /** Threads of one worker that copy; absent: as many as its machine and `inFlight` are worth. */
        threads: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive().optional(),
        /** What differs from the default policy (contracts/objects.ts); absent: nothing does. */
        objects: _objects_js__WEBPACK_IMPORTED_MODULE_1__/* .plannedObjects */ .tv.optional(),
    }),
    /** Machines of the copy workers; null: they copy in the job itself. */
    fleet: machineFacts.nullable(),
    /** The machine that verifies; absent: the job itself does. */
    verify: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ machine: machineFacts }).optional(),
    partition: partitionFacts.nullable(),
    folders: zod__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(plannedFolder),
    shards: zod__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(plannedShard),
    estimate: zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
        /** Lower bounds where a folder was larger than one page of the survey. */
        objects: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
        bytes: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
        copyRequests: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
        listRequests: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
        usd: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().nonnegative(),
        /** Of the machine that verifies; absent where there is none. */
        machineHours: zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().nonnegative().optional(),
        /** At S3's 3,500 copies per second for one partition: the time that S3 itself allows, before it splits. */
        secondsAtOnePartition: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
        pricesOf: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    }),
    /**
     * When work on this identity first began, in any run. A target object that is equal to its source, in no manifest, and
     * not older than this is one of our copies whose record a crash has lost.
     */
    since: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .moment */ .n$,
    createdAt: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .moment */ .n$,
});
/** The folders that one copy worker is to make equal, in one round: 0 from the plan, 1.. from what verify found. */
const shardOrder = zod__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .euz('shard-order/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .digest */ .br,
    shard: zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(),
    round: _contract_js__WEBPACK_IMPORTED_MODULE_3__/* .count */ .U9,
    folders: zod__WEBPACK_IMPORTED_MODULE_4__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()),
    /** A folder whose checkpoint is of a lower generation is walked again, even when that checkpoint says done. */
    generations: zod__WEBPACK_IMPORTED_MODULE_4__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig().int().positive()),
});


/***/ }),

/***/ 666:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WD: () => (/* binding */ SCALARS),
/* harmony export */   _A: () => (/* binding */ tableSchema),
/* harmony export */   aO: () => (/* binding */ rules)
/* harmony export */ });
/* unused harmony exports pathStep, path, columnType */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3798);

/** One step of a path: a field by its name, and whether every element of the list in it is meant. */
const pathStep = zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ field: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1), each: zod__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zMY() });
const path = zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(pathStep).min(1);
/**
 * The rules by which one document becomes one row, as values: what `transform.yml` says. Applied in this order:
 * parse (JSON text becomes what it says), entries (an object becomes a list of pairs), drop, then the date.
 */
const rules = zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
    parse: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(path),
    entries: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ path, key: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1), value: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1) })),
    drop: zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
        paths: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(path),
        /** Every key that contains one of these, in any case, at any depth. */
        keysContaining: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1)),
    }),
    /** Documents that agree in this field are the same; the one with the latest date stays, of equals the lowest key. Null: every document counts. */
    unique: path.nullable(),
    /** The first of these that holds a date gives the document's day. */
    date: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(path).min(1),
});
const SCALARS = ['string', 'long', 'double', 'boolean', 'timestamp'];
const columnType = zod__WEBPACK_IMPORTED_MODULE_0__/* .lazy */ .RZV(() => zod__WEBPACK_IMPORTED_MODULE_0__/* .union */ .KCZ([
    zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(SCALARS),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ list: columnType }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ struct: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .tuple */ .PVZ([zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1), columnType])).min(1) }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ map: columnType }),
]));
/** The table's columns in their order, without YEAR, MONTH and DAY, which are the directories'. */
const tableSchema = zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .tuple */ .PVZ([zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1), columnType])).min(1);


/***/ }),

/***/ 4093:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ drainingAfter)
/* harmony export */ });
/** What is in flight gets as long as after a signal (design: drain for at most 5 s). */
const DRAIN_MS = 5000;
/** Does the work under one more reason to stop, whose time to drain ends as that of a signal does. */
async function drainingAfter(clock, signals, lost, work) {
    const drained = new AbortController();
    const over = new AbortController();
    const onLost = () => {
        clock.sleep(DRAIN_MS, over.signal).then(() => drained.abort(lost.reason), () => undefined);
    };
    if (lost.aborted)
        onLost();
    else
        lost.addEventListener('abort', onLost, { once: true });
    try {
        return await work({ stop: AbortSignal.any([signals.stop, lost]), abort: AbortSignal.any([signals.abort, drained.signal]) });
    }
    finally {
        lost.removeEventListener('abort', onLost);
        over.abort();
    }
}


/***/ }),

/***/ 461:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  PV: () => (/* binding */ lateAfterMs),
  L2: () => (/* binding */ onPlan),
  kJ: () => (/* binding */ onTable),
  VE: () => (/* binding */ runApproveAction),
  TA: () => (/* binding */ runPlanAction),
  MJ: () => (/* binding */ runStoppableAction),
  Ci: () => (/* binding */ runTableAction)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 14 modules
var core = __webpack_require__(6421);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
;// CONCATENATED MODULE: ./build/src/github/action.js



/** A step's summary may hold 1 MiB, and is dropped whole beyond it (actions/runner, FileCommandManager). */
const SUMMARY_BYTES_UP_TO = 1024 * 1024;
/**
 * Runs an action's body: writes outputs and summary, and is the one place where an action fails.
 * The exit code is that of the error.
 */
async function runAction(env, signals, body) {
    try {
        const end = await body({
            input: (name, options) => readInput(name, options),
            number: (name, bounds) => readNumber(name, bounds),
            lines: (name) => core/* getMultilineInput */.q3(name),
            log: (line) => core/* info */.pq((0,errors/* printable */.g$)(line)),
            signals,
            idToken: env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined ? null : (audience) => core/* getIDToken */.V9(audience),
            worker: [env['GITHUB_RUN_ID'] ?? 'local', env['GITHUB_RUN_ATTEMPT'] ?? '1', env['GITHUB_JOB'] ?? 'job'].join('-'),
        });
        for (const [name, value] of Object.entries(end.outputs))
            core/* setOutput */.uH(name, value);
        writeSummary(env, end.summary);
        for (const annotation of end.annotations ?? [])
            annotate(annotation);
        if (end.error !== null)
            endWith(end.error);
    }
    catch (thrown) {
        endWith((0,errors/* asMigrationError */.hp)(thrown));
    }
}
function annotate({ level, text, title }) {
    const say = level === 'error' ? core/* error */.z3 : core/* warning */.$e;
    say((0,errors/* printable */.g$)(text), { title: (0,errors/* printable */.g$)(title) });
}
/** Work that goes on elsewhere has not failed: the job passes, and says so. */
function endWith(error) {
    if (error.code !== 'DETACHED')
        return fail(error);
    core/* setOutput */.uH('detached', 'true');
    core/* notice */.lm((0,errors/* renderError */.vr)(error));
}
function fail(error) {
    core/* setFailed */.C1((0,errors/* renderError */.vr)(error));
    if (error.code === 'INTERNAL' && error.cause instanceof Error)
        core/* debug */.Yz(error.cause.stack ?? '');
    process.exitCode = error.exitCode;
}
function readInput(name, { required = false, oneOf } = {}) {
    const value = core/* getInput */.V4(name);
    if (value === '' && required)
        throw new errors/* MigrationError */.Py('USAGE', `Input "${name}" is missing`, { next: `Give it under "with:" in the workflow.` });
    if (value !== '' && oneOf !== undefined && !oneOf.includes(value)) {
        throw new errors/* MigrationError */.Py('USAGE', `Input "${name}" is "${(0,errors/* printable */.g$)(value)}"`, { next: `Give one of: ${oneOf.join(', ')}.` });
    }
    return value;
}
function readNumber(name, { min, max, fallback }) {
    const text = readInput(name, { required: fallback === undefined });
    const value = text === '' ? fallback : Number(text);
    if (Number.isInteger(value) && value >= min && value <= max)
        return value;
    throw new errors/* MigrationError */.Py('USAGE', `Input "${name}" is "${(0,errors/* printable */.g$)(text)}"`, { next: `Give a whole number from ${min} to ${max}.` });
}
function writeSummary(env, markdown) {
    const file = env['GITHUB_STEP_SUMMARY'];
    if (file === undefined || file === '')
        return;
    const cut = Buffer.byteLength(markdown) <= SUMMARY_BYTES_UP_TO
        ? markdown
        : `${markdown.slice(0, SUMMARY_BYTES_UP_TO / 4)}\n\nCut here: the whole of it is in the ledger.\n`;
    (0,external_node_fs_.writeFileSync)(file, cut, { flag: 'a' });
}

// EXTERNAL MODULE: ./build/src/doors/aws.js + 16 modules
var aws = __webpack_require__(7789);
;// CONCATENATED MODULE: ./build/src/doors/signals.js

/** Running copies get this long to end: GitHub's runner kills 7.5 s after SIGINT (actions/runner, ProcessInvoker). */
const DRAIN_MS = 5000;
/** Whatever hangs then, a dead endpoint for one, is left: the checkpoints are as good as they will be. */
const GONE_MS = 9000;
const TWICE_MS = 1000;
const STOPPED_EXIT_CODE = errors/* EXIT_CODES */.ai.STOPPED;
/** SIGINT and SIGTERM as the stages take them: stop taking, drain, leave. `settle` gives the signals back. */
function stopOnSignals(say) {
    const stop = new AbortController();
    const abort = new AbortController();
    const reason = new errors/* MigrationError */.Py('STOPPED', 'Stopped', { next: 'Run it again: it goes on where this one stopped.' });
    let timer;
    let deadline;
    let stoppedAtMs = 0;
    const onSignal = (name) => {
        // A terminal and its parent may both deliver the first one; a later one means: at once.
        if (stop.signal.aborted) {
            if (performance.now() - stoppedAtMs > TWICE_MS)
                process.exit(STOPPED_EXIT_CODE);
            return;
        }
        stoppedAtMs = performance.now();
        say(`${name}: stopping; checkpoints are kept`);
        stop.abort(reason);
        timer = setTimeout(() => abort.abort(reason), DRAIN_MS);
        deadline = setTimeout(() => process.exit(STOPPED_EXIT_CODE), GONE_MS);
        deadline.unref();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
    return {
        signals: { stop: stop.signal, abort: abort.signal },
        settle: () => {
            clearTimeout(timer);
            clearTimeout(deadline);
            process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
        },
    };
}

;// CONCATENATED MODULE: ./build/src/doors/action.js



/** An action that a cancelled job stops in order. */
async function runStoppableAction(env, body) {
    const { signals, settle } = stopOnSignals((line) => process.stdout.write(`${line}\n`));
    try {
        await runAction(env, signals, body);
    }
    finally {
        settle();
    }
}
/** An action that works on the table of a plan, under the publish role. */
async function runTableAction(env, body) {
    await runStoppableAction(env, (context) => onTable(env, context, body));
}
/** What an action does on a plan's table: inputs `plan`, `role` and `region`. */
async function onTable(env, context, body, purpose = 'work') {
    const { idToken, log, worker } = context;
    return await (0,aws/* withPublishRole */.Ap)({ env, idToken, log, worker }, planPlaceOf(context), context.signals, (world, open, signals) => body(world, open, { ...context, signals }), purpose);
}
/** The gate: an action that reads a plan and may write its approval, under the approve role. */
async function runApproveAction(env, body) {
    await runStoppableAction(env, async (context) => {
        const at = planPlaceOf(context);
        const { idToken, worker, signals } = context;
        return await (0,aws/* withApproveRole */.Qu)({ env, idToken, worker }, at, signals.stop, (world, open) => body(world, open, context));
    });
}
function planPlaceOf({ input }) {
    return {
        uri: input('plan', { required: true }),
        role: input('role', { required: true }),
        region: input('region', { required: true }),
        account: null,
    };
}
/** GitHub allows a hosted job six hours (docs: reference/limits); half an hour of them is for what comes before and after. */
const LATE_AFTER_MINUTES = 330;
/** When a leg leaves its work to the next run: input `late-after-minutes`. */
function lateAfterMs(number) {
    return number('late-after-minutes', { min: 0, max: 100_000, fallback: LATE_AFTER_MINUTES }) * 60_000;
}
/** An action that works on a plan: inputs `plan`, `role` and `region`. */
async function runPlanAction(env, body, purpose = 'work') {
    await runStoppableAction(env, (context) => onPlan(env, context, body, purpose));
}
/** The same within an action that may do something else. */
async function onPlan(env, context, body, purpose = 'work') {
    const { idToken, log, worker } = context;
    return await (0,aws/* withOperateRole */.fm)({ env, idToken, log, worker }, planPlaceOf(context), context.signals, (world, open, signals) => body((0,aws/* stageDeps */.lp)(world, context, signals.stop), open, { ...context, signals }), purpose);
}


/***/ }),

/***/ 7789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  B0: () => (/* binding */ fleetPorts),
  lp: () => (/* binding */ stageDeps),
  Qu: () => (/* binding */ withApproveRole),
  Yv: () => (/* binding */ withNewestPlan),
  fm: () => (/* binding */ withOperateRole),
  qN: () => (/* binding */ withPlanRole),
  Ap: () => (/* binding */ withPublishRole)
});

// UNUSED EXPORTS: loginOf, withAgentRole

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
;// CONCATENATED MODULE: ./build/src/aws/instance.js


const ENDPOINT = 'http://169.254.169.254';
const ANSWER_WITHIN_MS = 5000;
const TOKEN_SECONDS = 300;
const TRIES_UP_TO = 5;
function instance_thisInstance(env, clock) {
    const endpoint = (env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? ENDPOINT).replace(/\/$/, '');
    const once = async (path, init) => {
        const answer = await fetch(`${endpoint}/latest/${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        if (!answer.ok)
            throw new Error(`${path} answered ${answer.status}`);
        return (await answer.text()).trim();
    };
    const ask = async (path) => {
        for (let tried = 1;; tried += 1) {
            try {
                const token = await once('api/token', {
                    method: 'PUT',
                    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_SECONDS) },
                });
                return await once(path, { headers: { 'x-aws-ec2-metadata-token': token } });
            }
            catch (cause) {
                // The service throttles, and a machine that has just begun may have no role yet.
                if (tried >= TRIES_UP_TO)
                    throw unanswered(endpoint, path, cause);
                await clock.sleep(200 * 2 ** tried);
            }
        }
    };
    const role = 'meta-data/iam/security-credentials/';
    return {
        id: () => ask('meta-data/instance-id'),
        credentials: memoised(async () => {
            const [name] = (await ask(role)).split('\n');
            const found = JSON.parse(await ask(`${role}${name ?? ''}`));
            const { AccessKeyId, SecretAccessKey, Token, Expiration } = found;
            if (AccessKeyId === undefined || SecretAccessKey === undefined || Expiration === undefined)
                throw unanswered(endpoint, role, new Error(`it answered ${found['Code'] ?? 'without keys'}`));
            return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, expiresAt: Date.parse(Expiration) };
        }, clock),
    };
}
function unanswered(endpoint, path, cause) {
    return new MigrationError('CREDENTIALS_MISSING', `The instance metadata service at ${endpoint} gave no ${path}: ${cause.message}`, {
        cause,
        next: 'Run the agent on an instance whose profile holds the agent role.',
    });
}

// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/s3/client.js + 21 modules
var client = __webpack_require__(204);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-sts/dist-cjs/index.js
var dist_cjs = __webpack_require__(1695);
;// CONCATENATED MODULE: ./build/src/aws/busy.js
/** Each service has a name of its own for it. */
function isThrottling(cause) {
    const { message, name } = cause;
    return /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name) || /^rate exceeded/i.test(message);
}
/** A busy AWS, or one that gave no answer at all: waiting heals it, and it says nothing of permissions. */
function isBusy(cause) {
    const status = cause.$metadata?.httpStatusCode ?? 503;
    return isThrottling(cause) || status === 429 || status >= 500;
}

// EXTERNAL MODULE: ./build/src/s3/memoised.js
var s3_memoised = __webpack_require__(1121);
;// CONCATENATED MODULE: ./build/src/aws/credentials.js




/** The SDK waits for ever by default; a silent endpoint must not hold a job until its timeout. */
const SDK_TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 30_000 };
/** Throttled answers and those of a busy service heal by waiting; the SDK's adaptive mode waits before it is told to. */
const PATIENCE = { maxAttempts: 10, retryMode: 'adaptive' };
/** Session names and tags are seen in CloudTrail: [\w+=,.@-], 2 to 64 characters (API_AssumeRole). */
function sessionName(text) {
    return text
        .replaceAll(/[^\w+=,.@-]/g, '-')
        .slice(0, 64)
        .padEnd(2, '-');
}
/** STS's answers to a burst of logins that heal by themselves: it could not fetch GitHub's keys in time. */
const HEALS = new Set(['IDPCommunicationError', 'IDPCommunicationErrorException', 'InvalidIdentityToken', 'InvalidIdentityTokenException']);
const credentials_TRIES_UP_TO = 6;
/** Also where STS was busy, or gave no answer at all. */
function healsByWaiting(cause) {
    return HEALS.has(cause.name) || isBusy(cause);
}
/** A role by GitHub's OIDC token. @throws MigrationError ROLE_REFUSED that names the role and the token's subject. */
function byWebIdentity(place, region, identity) {
    const sts = new dist_cjs/* STSClient */.iM({
        region,
        requestHandler: SDK_TIMEOUTS,
        // The SDK's own tries would show STS the same token again.
        maxAttempts: 1,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' },
    });
    return (0,s3_memoised/* memoised */.Q)(async () => {
        for (let tried = 1;; tried += 1) {
            const token = await identity.idToken('sts.amazonaws.com');
            try {
                const answer = await sts.send(new dist_cjs/* AssumeRoleWithWebIdentityCommand */.WH({
                    RoleArn: identity.roleArn,
                    RoleSessionName: sessionName(identity.session),
                    WebIdentityToken: token,
                    DurationSeconds: 3600,
                }));
                return credentialsOf(answer.Credentials, identity.roleArn);
            }
            catch (cause) {
                if (healsByWaiting(cause) && tried < credentials_TRIES_UP_TO) {
                    await place.clock.sleep(place.random() * 250 * 2 ** tried);
                    continue;
                }
                throw refused(identity.roleArn, cause, `its OIDC token has the subject "${subjectOf(token)}"`, "Compare that subject with the trust policy of the role (infra/target.yml, parameters Repository, OtherRepository, Branch), and the job's `environment:` with the role.");
            }
        }
    }, place.clock);
}
/** A role by another one: at most an hour at a time, refreshed (role chaining, IAM User Guide). */
function byRole(place, region, base, roleArn, session) {
    const sts = new dist_cjs/* STSClient */.iM({
        region,
        requestHandler: SDK_TIMEOUTS,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(base),
    });
    return (0,s3_memoised/* memoised */.Q)(async () => {
        try {
            const answer = await sts.send(new dist_cjs/* AssumeRoleCommand */.QL({ RoleArn: roleArn, RoleSessionName: sessionName(session), DurationSeconds: 3600 }));
            return credentialsOf(answer.Credentials, roleArn);
        }
        catch (cause) {
            if (cause instanceof errors/* MigrationError */.Py)
                throw cause;
            throw refused(roleArn, cause, 'the caller may not assume it', 'Check that the role exists (infra/target.yml, infra/source.yml) and that its trust policy names the caller.');
        }
    }, place.clock);
}
/** The same credentials in the SDK's form. */
function sdkProvider(provider) {
    return async () => {
        const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = await provider();
        return {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
            ...(expiresAt === undefined ? {} : { expiration: new Date(expiresAt) }),
        };
    };
}
function credentialsOf(found, roleArn) {
    if (found?.AccessKeyId === undefined || found.SecretAccessKey === undefined)
        throw refused(roleArn, undefined, 'STS answered without credentials', 'Re-run the job.');
    return {
        accessKeyId: found.AccessKeyId,
        secretAccessKey: found.SecretAccessKey,
        sessionToken: found.SessionToken,
        expiresAt: found.Expiration?.getTime(),
    };
}
/** Answers of STS that mean no; whatever else goes wrong is not a refusal. */
const REFUSALS = /AccessDenied|NotAuthorized|InvalidIdentityToken|InvalidClientTokenId|ExpiredToken|UnrecognizedClient|ValidationError|NoSuchEntity|RegionDisabled/;
function refused(roleArn, cause, because, next) {
    if (cause instanceof Error && !REFUSALS.test(cause.name)) {
        return new errors/* MigrationError */.Py('AWS_FAILED', `STS gave no session of ${roleArn}: ${cause.name}: ${cause.message}`, {
            cause,
            next: 'Look at the network between here and STS, then re-run the job.',
        });
    }
    const reason = cause instanceof Error ? ` (${cause.name}: ${cause.message})` : '';
    return new errors/* MigrationError */.Py('ROLE_REFUSED', `Role ${roleArn} was refused: ${because}${reason}`, { cause, next });
}
/** The `sub` claim, for the message; a token is never shown. */
function subjectOf(token) {
    try {
        const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
        return String(claims.sub);
    }
    catch {
        return 'unreadable';
    }
}

;// CONCATENATED MODULE: ./build/src/aws/caller.js


/** Whose credentials these are. Whoever has some may ask: no permission is needed, and no policy can forbid it (API_GetCallerIdentity). */
async function callerOf({ endpoint, patience, region }, credentials, signal) {
    const sts = new dist_cjs/* STSClient */.iM({
        region,
        requestHandler: SDK_TIMEOUTS,
        ...patience,
        ...(endpoint === null ? {} : { endpoint }),
        credentials: sdkProvider(credentials),
    });
    try {
        const { Account, Arn } = await sts.send(new dist_cjs/* GetCallerIdentityCommand */.zI({}), signal === undefined ? {} : { abortSignal: signal });
        if (Account === undefined || Arn === undefined)
            throw new Error('STS answered without account or ARN');
        return { account: Account, arn: Arn };
    }
    finally {
        sts.destroy();
    }
}

;// CONCATENATED MODULE: ./build/src/aws/account-guard.js



/**
 * The same credentials, once it is known whose they are. S3 refuses a bucket of another owner than was said; EC2, EMR, SSM and Glue
 * work in whatever account the caller's credentials are of. A role names its account; of other credentials STS is asked, once.
 * @throws MigrationError ACCOUNT_MISMATCH
 */
function inAccount(place, region, credentials, wanted) {
    const { account, roleArn } = wanted;
    let isProven = false;
    let proving = null;
    const prove = async () => {
        const { account: found, arn } = roleArn === null ? await asked(place, region, credentials) : { account: roleArn.split(':')[4], arn: roleArn };
        if (found !== account)
            throw mismatch(account, found, arn);
        isProven = true;
    };
    const afterProof = async (refused) => {
        proving ??= prove().finally(() => {
            proving = null;
        });
        await proving;
        return await credentials(refused);
    };
    return (refused) => (isProven ? credentials(refused) : afterProof(refused));
}
async function asked(place, region, credentials) {
    try {
        return await callerOf({ region, endpoint: place.endpoint, patience: PATIENCE }, credentials);
    }
    catch (cause) {
        if (cause instanceof errors/* MigrationError */.Py)
            throw cause;
        const { name, message } = cause;
        throw new errors/* MigrationError */.Py('AWS_FAILED', `Whose credentials these are is not known: sts:GetCallerIdentity: ${name}: ${message}`, {
            cause,
            next: 'Look at the credentials and at the network between here and STS, then run it again.',
        });
    }
}
function mismatch(account, found, arn) {
    return new errors/* MigrationError */.Py('ACCOUNT_MISMATCH', `The credentials are of account ${found ?? 'unknown'} (${arn}), and the migration works in its target's account, ${account}`, { next: `Take credentials of account ${account}, or its operate role (--role), and run it again; nothing was started.` });
}

;// CONCATENATED MODULE: ./build/src/aws/ambient.js


/** Whatever the SDK finds by itself: environment, profile, instance. */
function ambient({ clock }) {
    return (0,s3_memoised/* memoised */.Q)(async () => {
        const { fromNodeProviderChain } = await __webpack_require__.e(/* import() */ 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
        try {
            const { accessKeyId, secretAccessKey, sessionToken, expiration } = await fromNodeProviderChain()();
            return { accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration?.getTime() };
        }
        catch (cause) {
            throw new errors/* MigrationError */.Py('CREDENTIALS_MISSING', 'There are no AWS credentials: no OIDC token, no keys in the environment, no profile, no instance role', {
                cause,
                next: 'In a workflow give the job `permissions: id-token: write`; in a terminal set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
            });
        }
    }, clock);
}

;// CONCATENATED MODULE: ./build/src/aws/catalogue.js


/** The parameter of a partition that says whose it is. */
const MARK = 'bucket-brigade.publish';
/** API_BatchCreatePartition takes 100 at a time. */
const PARTITIONS_AT_ONCE = 100;
/** Glue's requests are throttled for the whole account, also by others. */
const catalogue_TRIES_UP_TO = 10;
/** One table of the Glue catalogue through the SDK, which is loaded at the first call. The catalogue is the account's that is named. */
function glueCatalogue(place, at, { database, name }, credentials) {
    const table = { CatalogId: at.account, DatabaseName: database, TableName: name };
    const connect = async () => {
        const sdk = await __webpack_require__.e(/* import() */ 542).then(__webpack_require__.t.bind(__webpack_require__, 6542, 19));
        const endpoint = place.endpoint === null ? {} : { endpoint: place.endpoint };
        const config = { region: at.region, requestHandler: SDK_TIMEOUTS, maxAttempts: catalogue_TRIES_UP_TO, ...endpoint };
        return { sdk, glue: new sdk.GlueClient({ ...config, credentials: sdkProvider(credentials) }) };
    };
    let connected = null;
    let glue = null;
    const client = async () => {
        const made = await (connected ??= connect());
        glue = made.glue;
        return made;
    };
    const asked = async (action, ask) => {
        try {
            return await ask();
        }
        catch (cause) {
            throw refusal(cause, action, `${database}.${name}`, at.account);
        }
    };
    const described = (signal) => asked('glue:GetTable', async () => {
        const { sdk, glue: to } = await client();
        try {
            const answer = await to.send(new sdk.GetTableCommand({ CatalogId: at.account, DatabaseName: database, Name: name }), {
                abortSignal: signal,
            });
            return answer.Table ?? null;
        }
        catch (error) {
            if (isMissing(error))
                return null;
            throw error;
        }
    });
    return {
        table: async (signal) => {
            const found = await described(signal);
            return found === null ? null : tableOf(found);
        },
        partitions: async function* (signal) {
            const { sdk, glue: to } = await client();
            const pages = sdk.paginateGetPartitions({ client: to }, { ...table, ExcludeColumnSchema: true }, { abortSignal: signal });
            for (;;) {
                const page = await asked('glue:GetPartitions', () => pages.next());
                if (page.done === true)
                    return;
                for (const partition of page.value.Partitions ?? [])
                    yield partitionOf(partition);
            }
        },
        partition: (values, signal) => asked('glue:GetPartition', async () => {
            const { sdk, glue: to } = await client();
            try {
                const answer = await to.send(new sdk.GetPartitionCommand({ ...table, PartitionValues: [...values] }), { abortSignal: signal });
                return answer.Partition === undefined ? null : partitionOf(answer.Partition);
            }
            catch (error) {
                if (isMissing(error))
                    return null;
                throw error;
            }
        }),
        register: async (partitions, signal) => {
            if (partitions.length === 0)
                return [];
            const { sdk, glue: to } = await client();
            const storage = (await described(signal))?.StorageDescriptor;
            if (storage === undefined)
                throw refusal(new Error('the table is gone'), 'glue:GetTable', `${database}.${name}`, at.account);
            const were = [];
            for (let from = 0; from < partitions.length; from += PARTITIONS_AT_ONCE) {
                const batch = partitions.slice(from, from + PARTITIONS_AT_ONCE);
                const input = { ...table, PartitionInputList: batch.map((one) => partitionInput(one, storage)) };
                const answer = await asked('glue:BatchCreatePartition', () => to.send(new sdk.BatchCreatePartitionCommand(input), { abortSignal: signal }));
                for (const { PartitionValues: values = [], ErrorDetail: detail } of answer.Errors ?? []) {
                    const code = detail?.ErrorCode ?? 'no code';
                    if (code !== 'AlreadyExistsException')
                        throw refusal(Object.assign(new Error(detail?.ErrorMessage ?? ''), { name: code }), `glue:BatchCreatePartition (${values.join('/')})`, `${database}.${name}`, at.account);
                    were.push(values);
                }
            }
            return were;
        },
        unregister: (values, signal) => asked('glue:DeletePartition', async () => {
            const { sdk, glue: to } = await client();
            try {
                await to.send(new sdk.DeletePartitionCommand({ ...table, PartitionValues: [...values] }), { abortSignal: signal });
            }
            catch (error) {
                if (!isMissing(error))
                    throw error;
            }
        }),
        close: () => glue?.destroy(),
    };
}
function tableOf(found) {
    const { StorageDescriptor: storage = {}, PartitionKeys: keys = [], Parameters: parameters = {} } = found;
    const named = (columns) => columns.map(({ Name: column = '', Type: type = '' }) => [column, type]);
    return {
        columns: named(storage.Columns ?? []),
        partitionKeys: named(keys),
        location: storage.Location ?? '',
        format: `${storage.InputFormat ?? ''} ${storage.SerdeInfo?.SerializationLibrary ?? ''}`.trim(),
        parameters,
    };
}
function partitionOf({ Values: values = [], StorageDescriptor: storage, Parameters: parameters }) {
    return { values, location: storage?.Location ?? '', mark: parameters?.[MARK] ?? null };
}
/** As the table's own: columns, formats and libraries; only the place is the partition's. */
function partitionInput({ values, location, mark }, storage) {
    return {
        Values: [...values],
        StorageDescriptor: { ...storage, Location: location },
        ...(mark === null ? {} : { Parameters: { [MARK]: mark } }),
    };
}
const isMissing = (error) => error.name === 'EntityNotFoundException';
const REFUSED = /AccessDenied|UnrecognizedClient|ExpiredToken|InvalidSignature|MissingAuthentication/;
function refusal(cause, action, called, account) {
    if (cause instanceof errors/* MigrationError */.Py)
        return cause;
    const { name, message } = cause;
    if (name === 'AbortError')
        return new errors/* MigrationError */.Py('STOPPED', `${action} on table ${called} was stopped`, {
            cause,
            next: 'Re-run the job: it goes on where this one stopped.',
        });
    if (REFUSED.test(name)) {
        return new errors/* MigrationError */.Py('ACCESS_DENIED', `The catalogue refused ${action} on table ${called} of account ${account}: ${name}: ${message}`, {
            cause,
            next: `Allow ${action.split(' ')[0]} for the publish role (infra/target.yml); where Lake Formation governs the table, grant it there too.`,
        });
    }
    return new errors/* MigrationError */.Py('AWS_FAILED', `${action} on table ${called} of account ${account} failed: ${name}: ${message}`, {
        cause,
        next: 'Re-run the job: it goes on where it stopped.',
    });
}

// EXTERNAL MODULE: ./build/src/partition/clusters.js
var clusters = __webpack_require__(8613);
;// CONCATENATED MODULE: ./build/src/aws/clusters.js




/**
 * EMR's buckets are small and the account's (emr-spark.md §1.3): throttling is normal. The adaptive mode holds calls back
 * before they are told to wait, and backs off with full jitter.
 */
const clusters_PATIENCE = { maxAttempts: 12, retryMode: 'adaptive' };
/** RunJobFlow knows no client token: the SDK must not send it twice. launch.ts looks for the cluster before it asks again. */
const ONCE = { maxAttempts: 1 };
/** EMR as the partition room sees it. The client is loaded at the first call. */
function emrClusters(place, region, credentials) {
    const config = {
        region,
        requestHandler: SDK_TIMEOUTS,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(credentials),
    };
    const connect = async () => {
        const sdk = await __webpack_require__.e(/* import() */ 563).then(__webpack_require__.t.bind(__webpack_require__, 7563, 19));
        return { sdk, emr: new sdk.EMRClient({ ...config, ...clusters_PATIENCE }), once: new sdk.EMRClient({ ...config, ...ONCE }) };
    };
    let connected = null;
    const client = () => (connected ??= connect());
    const clusters = {
        run: async (request, signal) => {
            const { once, sdk } = await client();
            try {
                // The request's lists are read-only, and the SDK's types are not: it changes none of them.
                const { JobFlowId } = await once.send(new sdk.RunJobFlowCommand(request), options(signal));
                if (JobFlowId !== undefined)
                    return { answer: 'created', id: JobFlowId };
                return { answer: 'lost', detail: 'EMR answered without a cluster id' };
            }
            catch (cause) {
                if (cause instanceof errors/* MigrationError */.Py)
                    throw cause;
                const detail = saidBy(cause);
                if (isThrottling(cause))
                    return { answer: 'throttled', detail };
                // Whatever is no clear "no" may have made a cluster: 5xx, a timeout, a broken connection.
                if (!isRefusal(cause) && cause.name !== 'AbortError')
                    return { answer: 'lost', detail };
                throw explained(cause, `Cluster ${request.Name}`, 'elasticmapreduce:RunJobFlow');
            }
        },
        find: async (name, createdAfter, signal) => {
            const { emr, sdk } = await client();
            const found = [];
            try {
                for await (const page of sdk.paginateListClusters({ client: emr }, { CreatedAfter: new Date(createdAfter) }, options(signal)))
                    for (const one of page.Clusters ?? [])
                        if (one.Name === name)
                            found.push(one);
            }
            catch (cause) {
                throw explained(cause, `Looking for ${name}`, 'elasticmapreduce:ListClusters');
            }
            return found.toSorted((a, b) => createdAt(a) - createdAt(b)).map(clusterOf);
        },
        describe: async (id, signal) => {
            const { emr, sdk } = await client();
            try {
                const answer = await emr.send(new sdk.DescribeClusterCommand({ ClusterId: id }), options(signal));
                return answer.Cluster === undefined ? null : clusterOf(answer.Cluster);
            }
            catch (cause) {
                if (isUnknownCluster(cause))
                    return null;
                throw explained(cause, `Looking at ${id}`, 'elasticmapreduce:DescribeCluster', isDenied(cause) ? 'ACCESS_DENIED' : 'CLUSTER_REFUSED');
            }
        },
        steps: async (id, signal) => {
            const { emr, sdk } = await client();
            const found = [];
            try {
                for await (const page of sdk.paginateListSteps({ client: emr }, { ClusterId: id }, options(signal)))
                    found.push(...(page.Steps ?? []));
            }
            catch (cause) {
                throw explained(cause, `The steps of ${id}`, 'elasticmapreduce:ListSteps');
            }
            // The newest come first (API_ListSteps).
            return found.toReversed().map(stepOf);
        },
        terminate: async (id, signal) => {
            const { emr, sdk } = await client();
            try {
                await emr.send(new sdk.TerminateJobFlowsCommand({ JobFlowIds: [id] }), options(signal));
            }
            catch (cause) {
                if (isUnknownCluster(cause))
                    return;
                throw explained(cause, `Ending ${id}`, 'elasticmapreduce:TerminateJobFlows');
            }
        },
    };
    const close = () => void connected?.then(({ emr, once }) => {
        emr.destroy();
        once.destroy();
    });
    return { clusters, close };
}
function clusterOf({ Id = '', Status }) {
    const state = Status?.State ?? 'STARTING';
    return {
        id: Id,
        // A state that this version does not know is taken for a start: it is looked at again.
        state: Object.hasOwn(clusters/* CLUSTER_STATES */.K2, state) ? state : 'STARTING',
        reason: { code: Status?.StateChangeReason?.Code ?? '', message: Status?.StateChangeReason?.Message ?? '' },
        errors: (Status?.ErrorDetails ?? []).map(({ ErrorCode = '', ErrorMessage = '' }) => ({ code: ErrorCode, message: ErrorMessage })),
    };
}
function stepOf({ Id = '', Name = '', Status }) {
    const state = Status?.State ?? 'PENDING';
    const details = Status?.FailureDetails;
    return {
        id: Id,
        name: Name,
        state: Object.hasOwn(clusters/* STEP_STATES */.My, state) ? state : 'PENDING',
        startedAtMs: Status?.Timeline?.StartDateTime?.getTime() ?? null,
        failure: details === undefined ? null : { reason: details.Reason ?? '', message: details.Message ?? '', logFile: details.LogFile ?? '' },
    };
}
function createdAt({ Status }) {
    return Status?.Timeline?.CreationDateTime?.getTime() ?? 0;
}
/** EMR understood the request, and said no. */
function isRefusal(cause) {
    const status = cause.$metadata?.httpStatusCode ?? 0;
    return status >= 400 && status < 500 && status !== 408;
}
function isUnknownCluster(cause) {
    const { message, name } = cause;
    return /^(InvalidRequestException|ValidationException)$/.test(name) && /not valid|does not exist/i.test(message);
}
/** Of a cluster that it does not know EMR says this too, to a caller whose permission is bound to a tag. */
function isDenied(cause) {
    return cause.name.startsWith('AccessDenied');
}
/** What EMR refuses, and what a person does about it; the first that fits name or message. */
const clusters_REFUSED = [
    { words: /iam:PassRole/, next: 'Allow iam:PassRole for the job role and the emr role to the operate role (infra/machines.yml).' },
    {
        words: /AccessDenied|UnauthorizedOperation|not authorized/i,
        next: 'Allow it for the operate role (infra/machines.yml); clusters must carry the tag bucket-brigade:migration.',
    },
    { words: /instance type/i, next: 'Take another partition.machines of the migration file, one that EMR has in this region.' },
    { words: /release label/i, next: 'Take another partition.release of the migration file (aws emr list-release-labels).' },
    { words: /subnet/i, next: 'Correct partition.subnet of the migration file.' },
    {
        words: /InstanceProfile|Service ?Role|\bis invalid\b/i,
        next: 'Deploy infra/machines.yml in the target account, or name the roles under access.roles of the migration file.',
    },
    { words: /limit|quota|maximum number/i, next: 'Ask for a higher quota (Service Quotas, Amazon EMR), or take fewer partition.clusters.' },
];
function explained(cause, what, action, refusedAs = 'CLUSTER_REFUSED') {
    if (cause instanceof errors/* MigrationError */.Py)
        return cause;
    if (cause.name === 'AbortError')
        return new errors/* MigrationError */.Py('STOPPED', `${what}: stopped`, { cause, next: 'Re-run the job.' });
    const said = saidBy(cause);
    const refused = isRefusal(cause) && !isThrottling(cause);
    const rule = refused ? clusters_REFUSED.find(({ words }) => words.test(said)) : undefined;
    return new errors/* MigrationError */.Py(refused ? refusedAs : 'AWS_FAILED', `${what}: ${action}: ${said}`, {
        cause,
        details: { request: cause.$metadata?.requestId },
        next: rule?.next ?? (refused ? 'Correct the partition section of the migration file, then plan again.' : 'Re-run the job.'),
    });
}
function saidBy(cause) {
    const { message, name } = cause;
    return message === '' ? name : `${name}: ${message}`;
}
function options(signal) {
    return signal === undefined ? {} : { abortSignal: signal };
}

;// CONCATENATED MODULE: ./build/src/aws/images.js


/** AWS's own parameter for the newest Amazon Linux 2023 (docs.aws.amazon.com/linux/al2023/ug/ec2.html). */
const parameterOf = (architecture) => `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
/** The image id of today's Amazon Linux 2023: resolved once, when the plan is made, so that all machines are alike. */
async function newestImage(place, region, credentials, architecture) {
    const { GetParameterCommand, SSMClient } = await __webpack_require__.e(/* import() */ 736).then(__webpack_require__.t.bind(__webpack_require__, 4736, 19));
    const client = new SSMClient({
        region,
        requestHandler: SDK_TIMEOUTS,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(credentials),
    });
    const Name = parameterOf(architecture);
    try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name }));
        if (Parameter?.Value !== undefined)
            return Parameter.Value;
        throw new Error('SSM answered without a value');
    }
    catch (cause) {
        if (cause instanceof errors/* MigrationError */.Py)
            throw cause;
        const { name, message } = cause;
        throw new errors/* MigrationError */.Py('ACCESS_DENIED', `The image of the machines could not be looked up: ssm:GetParameter ${Name}: ${name}: ${message}`, {
            cause,
            next: 'Allow ssm:GetParameter on it for the plan role (infra/target.yml).',
        });
    }
    finally {
        client.destroy();
    }
}

;// CONCATENATED MODULE: ./build/src/aws/machine-types.js


/** Asks EC2 whether it has the instance type. The client is loaded here: it alone takes most of a second. @throws MigrationError AWS_FAILED */
async function lookUpMachineType(place, region, credentials, type) {
    const { DescribeInstanceTypesCommand, EC2Client } = await __webpack_require__.e(/* import() */ 193).then(__webpack_require__.t.bind(__webpack_require__, 5193, 19));
    const client = new EC2Client({
        region,
        requestHandler: SDK_TIMEOUTS,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(credentials),
    });
    try {
        // The type is text from the file; EC2, not our list of its types, says which there are.
        const { InstanceTypes = [] } = await client.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type] }));
        return { known: InstanceTypes.length > 0 };
    }
    catch (cause) {
        if (cause instanceof errors/* MigrationError */.Py)
            throw cause;
        const { message, name } = cause;
        // One that is there, but not in this region, is answered alike (API_DescribeInstanceTypes).
        if (name === 'InvalidInstanceType')
            return { known: false };
        if (name === 'UnauthorizedOperation')
            return { known: null, detail: message };
        throw new errors/* MigrationError */.Py('AWS_FAILED', `The machines' type could not be looked up: ${name}: ${message}`, {
            cause,
            next: 'Re-run this job.',
        });
    }
    finally {
        client.destroy();
    }
}

// EXTERNAL MODULE: ./build/src/partition/network.js
var network = __webpack_require__(8990);
// EXTERNAL MODULE: ./build/src/partition/request.js
var request = __webpack_require__(3477);
;// CONCATENATED MODULE: ./build/src/aws/network.js




/**
 * The subnet of this name, or those of the account's default network, with what EMR needs around them. The client is loaded
 * here: it alone takes most of a second. @throws MigrationError CLUSTER_REFUSED for a subnet that is not there, AWS_FAILED
 */
async function clusterNetwork(place, region, credentials, subnet) {
    const sdk = await __webpack_require__.e(/* import() */ 193).then(__webpack_require__.t.bind(__webpack_require__, 5193, 19));
    const client = new sdk.EC2Client({
        region,
        requestHandler: SDK_TIMEOUTS,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(credentials),
    });
    const tagged = (tags = []) => tags.some(({ Key, Value }) => Key === request/* MANAGED_POLICIES_TAG */.kc && Value === 'true');
    try {
        // A region has few default subnets, and one page holds a thousand.
        const which = subnet === null ? { Filters: [{ Name: 'default-for-az', Values: ['true'] }] } : { SubnetIds: [subnet] };
        const { Subnets = [] } = await client.send(new sdk.DescribeSubnetsCommand(which));
        const vpcIds = [...new Set(Subnets.map(({ VpcId = '' }) => VpcId))];
        if (vpcIds.length === 0)
            return { network: { subnets: [], vpcs: [], groups: [] } };
        const { Vpcs = [] } = await client.send(new sdk.DescribeVpcsCommand({ VpcIds: vpcIds }));
        const groups = [];
        const pages = sdk.paginateDescribeSecurityGroups({ client }, { Filters: [{ Name: 'vpc-id', Values: vpcIds }] });
        for await (const { SecurityGroups = [] } of pages)
            groups.push(...SecurityGroups.filter(({ GroupName = '' }) => (0,network/* isOwnGroup */.MY)(GroupName)));
        return {
            network: {
                subnets: Subnets.map(({ SubnetId = '', Tags, VpcId = '' }) => ({ id: SubnetId, vpc: VpcId, tagged: tagged(Tags) })),
                vpcs: Vpcs.map(({ Tags, VpcId = '' }) => ({ id: VpcId, tagged: tagged(Tags) })),
                groups: groups.map(({ GroupId = '', GroupName = '', Tags, VpcId = '' }) => ({
                    id: GroupId,
                    name: GroupName,
                    vpc: VpcId,
                    tagged: tagged(Tags),
                })),
            },
        };
    }
    catch (cause) {
        if (cause instanceof errors/* MigrationError */.Py)
            throw cause;
        const { message, name } = cause;
        if (name === 'UnauthorizedOperation')
            return { network: null, detail: message };
        if (name.startsWith('InvalidSubnetI')) {
            throw new errors/* MigrationError */.Py('CLUSTER_REFUSED', `partition.subnet: EC2 in ${region}: ${name}: ${message}`, {
                cause,
                next: 'Correct partition.subnet of the migration file: a subnet of the target’s account and region.',
            });
        }
        throw new errors/* MigrationError */.Py('AWS_FAILED', `The clusters' network could not be looked at: ${name}: ${message}`, {
            cause,
            next: 'Re-run this job.',
        });
    }
    finally {
        client.destroy();
    }
}

// EXTERNAL MODULE: ./build/src/fleet/machine.js
var machine = __webpack_require__(4263);
;// CONCATENATED MODULE: ./build/src/aws/machines.js



function config(place, region, credentials) {
    return {
        region,
        requestHandler: SDK_TIMEOUTS,
        ...PATIENCE,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(credentials),
    };
}
/** EC2 as the fleet sees it. The client is loaded at the first call: it alone takes most of a second. */
function ec2Compute(place, region, credentials, of) {
    const connect = async () => {
        const sdk = await __webpack_require__.e(/* import() */ 193).then(__webpack_require__.t.bind(__webpack_require__, 5193, 19));
        return { sdk, ec2: new sdk.EC2Client(config(place, region, credentials)) };
    };
    let connected = null;
    const client = () => (connected ??= connect());
    const compute = {
        run: async ({ clientToken, request }, signal) => {
            const { ec2, sdk } = await client();
            const { imageId, instanceProfileArn, instanceType, securityGroupId, subnetId, tags, userData } = request;
            const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
            try {
                const { Instances } = await ec2.send(new sdk.RunInstancesCommand({
                    MinCount: 1,
                    MaxCount: 1,
                    ClientToken: clientToken,
                    ImageId: imageId,
                    InstanceType: instanceType,
                    IamInstanceProfile: { Arn: instanceProfileArn },
                    // "stop" is the default: a machine that powers itself off would then cost its disk for ever.
                    InstanceInitiatedShutdownBehavior: 'terminate',
                    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', InstanceMetadataTags: 'enabled' },
                    UserData: Buffer.from(userData).toString('base64'),
                    ...(subnetId === null ? {} : { SubnetId: subnetId }),
                    ...(securityGroupId === null ? {} : { SecurityGroupIds: [securityGroupId] }),
                    TagSpecifications: [
                        { ResourceType: 'instance', Tags },
                        { ResourceType: 'volume', Tags },
                    ],
                }), machines_options(signal));
                const [instance] = Instances ?? [];
                if (instance?.InstanceId === undefined)
                    throw new Error('EC2 answered without an instance');
                return machineOf(instance);
            }
            catch (cause) {
                throw machines_explained(cause, `A machine (${instanceType}) for worker ${tags[machine/* MACHINE_TAGS */.m5.worker] ?? '?'}`, 'ec2:RunInstances');
            }
        },
        find: async (worker, signal) => {
            const { ec2, sdk } = await client();
            const Filters = [
                { Name: `tag:${machine/* MACHINE_TAGS */.m5.migration}`, Values: [of.migration] },
                { Name: `tag:${machine/* MACHINE_TAGS */.m5.identity}`, Values: [of.identity] },
                { Name: `tag:${machine/* MACHINE_TAGS */.m5.worker}`, Values: [worker] },
            ];
            const found = [];
            try {
                for await (const page of sdk.paginateDescribeInstances({ client: ec2 }, { Filters }, machines_options(signal)))
                    for (const { Instances } of page.Reservations ?? [])
                        found.push(...(Instances ?? []).map(machineOf));
            }
            catch (cause) {
                throw machines_explained(cause, `Looking for machines of worker ${worker}`, 'ec2:DescribeInstances');
            }
            return found;
        },
        terminate: async (ids, signal) => {
            if (ids.length === 0)
                return;
            const { ec2, sdk } = await client();
            try {
                await ec2.send(new sdk.TerminateInstancesCommand({ InstanceIds: [...ids] }), machines_options(signal));
            }
            catch (cause) {
                if (cause.name === 'InvalidInstanceID.NotFound')
                    return;
                throw machines_explained(cause, `Ending ${ids.join(', ')}`, 'ec2:TerminateInstances');
            }
        },
    };
    return { compute, close: () => void connected?.then(({ ec2 }) => ec2.destroy()) };
}
/** SSM as the fleet sees it. */
function ssmCommands(place, region, credentials) {
    const connect = async () => {
        const sdk = await __webpack_require__.e(/* import() */ 736).then(__webpack_require__.t.bind(__webpack_require__, 4736, 19));
        return { sdk, ssm: new sdk.SSMClient(config(place, region, credentials)) };
    };
    let connected = null;
    const client = () => (connected ??= connect());
    const commands = {
        ready: async (machine, signal) => {
            const { sdk, ssm } = await client();
            try {
                const answer = await ssm.send(new sdk.DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [machine] }] }), machines_options(signal));
                return answer.InstanceInformationList?.some(({ PingStatus }) => PingStatus === 'Online') ?? false;
            }
            catch (cause) {
                // SSM calls an instance that it has not met yet invalid.
                if (cause.name === 'InvalidInstanceId')
                    return false;
                throw machines_explained(cause, `Whether SSM sees ${machine}`, 'ssm:DescribeInstanceInformation');
            }
        },
        send: async (machine, script, signal) => {
            const { sdk, ssm } = await client();
            try {
                const { Command } = await ssm.send(new sdk.SendCommandCommand({
                    DocumentName: 'AWS-RunShellScript',
                    InstanceIds: [machine],
                    TimeoutSeconds: 300,
                    Parameters: { commands: [...script], workingDirectory: ['/root'], executionTimeout: ['600'] },
                }), machines_options(signal));
                if (Command?.CommandId === undefined)
                    throw new Error('SSM answered without a command id');
                return Command.CommandId;
            }
            catch (cause) {
                throw machines_explained(cause, `A command for ${machine}`, 'ssm:SendCommand');
            }
        },
        end: async (command, machine, signal) => {
            const { sdk, ssm } = await client();
            try {
                const answer = await ssm.send(new sdk.GetCommandInvocationCommand({ CommandId: command, InstanceId: machine }), machines_options(signal));
                return endOf(answer);
            }
            catch (cause) {
                // Right after SendCommand the invocation may not exist yet (aws-cli issues; SSM is eventually consistent).
                if (cause.name === 'InvocationDoesNotExist')
                    return null;
                throw machines_explained(cause, `The outcome of command ${command} on ${machine}`, 'ssm:GetCommandInvocation');
            }
        },
    };
    return { commands, close: () => void connected?.then(({ ssm }) => ssm.destroy()) };
}
/** Every state that an invocation can be in (API_GetCommandInvocation, Status). */
const INVOCATION_STATES = {
    Pending: 'going',
    InProgress: 'going',
    Delayed: 'going',
    Success: 'done',
    Cancelled: 'failed',
    Cancelling: 'going',
    TimedOut: 'failed',
    Failed: 'failed',
};
function endOf({ Status = '', StatusDetails, StandardErrorContent, }) {
    const state = INVOCATION_STATES[Status] ?? 'failed';
    if (state === 'going')
        return null;
    if (state === 'done')
        return { ok: true };
    const said = (StandardErrorContent ?? '').trim().split('\n').slice(-3).join(' / ').slice(-500);
    return { ok: false, detail: `${StatusDetails ?? Status}${said === '' ? '' : `: ${said}`}` };
}
function machineOf({ InstanceId = '', State, StateReason, Tags = [] }) {
    const name = State?.Name ?? 'pending';
    const attempt = Number(Tags.find(({ Key }) => Key === machine/* MACHINE_TAGS */.m5.attempt)?.Value ?? 1);
    return {
        id: InstanceId,
        state: Object.hasOwn(machine/* MACHINE_STATES */.NC, name) ? name : 'pending',
        attempt,
        reason: StateReason?.Message ?? null,
    };
}
const machines_REFUSED = [
    {
        names: /^(UnauthorizedOperation|AccessDenied|AccessDeniedException)$/,
        next: 'Allow it for the operate role (infra/target.yml), and iam:PassRole for the agent role.',
    },
    { names: /^(VcpuLimitExceeded|InstanceLimitExceeded)$/, next: 'Ask for a higher EC2 vCPU quota (Service Quotas), or take fewer shards.' },
    {
        names: /^(InsufficientInstanceCapacity|InsufficientHostCapacity|Unsupported)$/,
        next: 'Wait and re-run this job, or take another type of machine (copy.machine.type, verify.machine.type).',
    },
    {
        names: /^(Invalid.*|MissingParameter|ValidationError|ValidationException|IdempotentParameterMismatch)$/,
        next: 'Correct copy.machine or verify.machine in the migration file, or deploy infra/ again.',
    },
];
function machines_explained(cause, what, action) {
    if (cause instanceof errors/* MigrationError */.Py)
        return cause;
    const { name, message } = cause;
    if (name === 'AbortError')
        return new errors/* MigrationError */.Py('STOPPED', `${what}: stopped`, { cause, next: 'Re-run the job.' });
    const refused = machines_REFUSED.find(({ names }) => names.test(name));
    return new errors/* MigrationError */.Py(refused === undefined ? 'AWS_FAILED' : 'MACHINE_REFUSED', `${what} was refused: ${action}: ${name}: ${message}`, {
        cause,
        next: refused?.next ?? 'Re-run the job.',
    });
}
function machines_options(signal) {
    return signal === undefined ? {} : { abortSignal: signal };
}

;// CONCATENATED MODULE: ./build/src/aws/policies.js


/** The source bucket's policy through the SDK, which is loaded at the first call. */
function bucketPolicy(place, at, credentials) {
    const named = { Bucket: at.bucket, ExpectedBucketOwner: at.account };
    const connect = async () => {
        const sdk = await __webpack_require__.e(/* import() */ 711).then(__webpack_require__.t.bind(__webpack_require__, 3711, 19));
        const endpoint = place.endpoint === null ? {} : { endpoint: place.endpoint, forcePathStyle: true };
        return {
            sdk,
            s3: new sdk.S3Client({ region: at.region, requestHandler: SDK_TIMEOUTS, ...endpoint, credentials: sdkProvider(credentials) }),
        };
    };
    let connected = null;
    const client = () => (connected ??= connect());
    const send = async (doing, work) => {
        try {
            return await work();
        }
        catch (cause) {
            if (cause instanceof errors/* MigrationError */.Py)
                throw cause;
            const { name, message } = cause;
            if (name === 'AbortError')
                throw new errors/* MigrationError */.Py('STOPPED', `${doing} the policy of bucket ${at.bucket} was stopped`, { cause, next: 'Re-run the job.' });
            const refusal = /AccessDenied|Malformed|NoSuchBucket|ExpiredToken/.test(name);
            if (!refusal) {
                throw new errors/* MigrationError */.Py('AWS_FAILED', `${doing} the policy of bucket ${at.bucket} failed: ${name}: ${message}`, {
                    cause,
                    next: 'Re-run the job.',
                });
            }
            const missing = name === 'NoSuchBucket';
            throw new errors/* MigrationError */.Py(missing ? 'BUCKET_MISSING' : 'ACCESS_DENIED', `${doing} the policy of bucket ${at.bucket} failed: ${name}: ${message}`, {
                cause,
                next: missing
                    ? 'Correct source.bucket in the migration file.'
                    : `Check that the grant role may read and write the policy of ${at.bucket}, and that account ${at.account} owns it; or set access.mode to manual.`,
            });
        }
    };
    return {
        read: (signal) => send('Reading', async () => {
            const { sdk, s3 } = await client();
            try {
                const answer = await s3.send(new sdk.GetBucketPolicyCommand(named), policies_options(signal));
                return answer.Policy ?? null;
            }
            catch (error) {
                if (error.name === 'NoSuchBucketPolicy')
                    return null;
                throw error;
            }
        }),
        write: (policy, signal) => send(policy === null ? 'Deleting' : 'Writing', async () => {
            const { sdk, s3 } = await client();
            if (policy === null)
                await s3.send(new sdk.DeleteBucketPolicyCommand(named), policies_options(signal));
            else
                await s3.send(new sdk.PutBucketPolicyCommand({ ...named, Policy: policy }), policies_options(signal));
        }),
    };
}
function policies_options(signal) {
    return signal === undefined ? {} : { abortSignal: signal };
}

// EXTERNAL MODULE: ./build/src/partition/naming.js
var naming = __webpack_require__(5378);
;// CONCATENATED MODULE: ./build/src/aws/rented.js





/** Instances that cost money and clusters that have not ended, read from EC2 and EMR. The clients are loaded here: EC2's alone takes most of a second. */
async function readRented(place, region, credentials, migration) {
    const config = {
        region,
        requestHandler: SDK_TIMEOUTS,
        ...PATIENCE,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(credentials),
    };
    const [instances, clusters] = await Promise.all([readInstances(config, migration), readClusters(config, migration)]);
    return { instances, clusters };
}
async function readInstances(config, migration) {
    const { EC2Client, paginateDescribeInstances } = await __webpack_require__.e(/* import() */ 193).then(__webpack_require__.t.bind(__webpack_require__, 5193, 19));
    const client = new EC2Client(config);
    // EMR gives a cluster's tags to its nodes, which end with it: a machine of ours is a worker's.
    const Filters = [
        { Name: `tag:${machine/* MACHINE_TAGS */.m5.migration}`, Values: [migration] },
        { Name: 'tag-key', Values: [machine/* MACHINE_TAGS */.m5.worker] },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped', 'shutting-down'] },
    ];
    const found = [];
    try {
        for await (const page of paginateDescribeInstances({ client }, { Filters })) {
            for (const { Instances } of page.Reservations ?? [])
                for (const { InstanceId } of Instances ?? [])
                    if (InstanceId !== undefined)
                        found.push(InstanceId);
        }
    }
    catch (cause) {
        throw unread('ec2:DescribeInstances', cause);
    }
    finally {
        client.destroy();
    }
    return found;
}
async function readClusters(config, migration) {
    const { EMRClient, paginateListClusters } = await __webpack_require__.e(/* import() */ 563).then(__webpack_require__.t.bind(__webpack_require__, 7563, 19));
    const client = new EMRClient(config);
    const found = [];
    try {
        const pages = paginateListClusters({ client }, { ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING', 'TERMINATING'] });
        for await (const page of pages) {
            for (const { Id, Name } of page.Clusters ?? [])
                if (Id !== undefined && Name?.startsWith((0,naming/* clusterNamePrefix */.OL)(migration)))
                    found.push(Id);
        }
    }
    catch (cause) {
        throw unread('elasticmapreduce:ListClusters', cause);
    }
    finally {
        client.destroy();
    }
    return found;
}
/** TerminateJobFlows takes at most ten ids (API_TerminateJobFlows). */
const CLUSTERS_AT_ONCE = 10;
/** How what is rented is given back. What has ended meanwhile is no error. */
function terminateRented(place, region, credentials) {
    const config = {
        region,
        requestHandler: SDK_TIMEOUTS,
        ...PATIENCE,
        ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
        credentials: sdkProvider(credentials),
    };
    const said = (action, ids, cause) => {
        const { name, message } = cause;
        return new errors/* MigrationError */.Py('ACCESS_DENIED', `${ids.join(', ')} could not be ended: ${action}: ${name}: ${message}`, {
            cause,
            next: `Allow ${action} for the operate role (infra/target.yml), then re-run this job; or end them in the console.`,
        });
    };
    return {
        instances: async (ids) => {
            if (ids.length === 0)
                return;
            const { EC2Client, TerminateInstancesCommand } = await __webpack_require__.e(/* import() */ 193).then(__webpack_require__.t.bind(__webpack_require__, 5193, 19));
            const client = new EC2Client(config);
            try {
                await client.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
            }
            catch (cause) {
                if (cause.name !== 'InvalidInstanceID.NotFound')
                    throw said('ec2:TerminateInstances', ids, cause);
            }
            finally {
                client.destroy();
            }
        },
        clusters: async (ids) => {
            if (ids.length === 0)
                return;
            const { EMRClient, TerminateJobFlowsCommand } = await __webpack_require__.e(/* import() */ 563).then(__webpack_require__.t.bind(__webpack_require__, 7563, 19));
            const client = new EMRClient(config);
            try {
                for (let at = 0; at < ids.length; at += CLUSTERS_AT_ONCE)
                    await client.send(new TerminateJobFlowsCommand({ JobFlowIds: ids.slice(at, at + CLUSTERS_AT_ONCE) }));
            }
            catch (cause) {
                throw said('elasticmapreduce:TerminateJobFlows', ids, cause);
            }
            finally {
                client.destroy();
            }
        },
    };
}
/** What a reader of the error does about it. */
function unread(action, cause) {
    if (cause instanceof errors/* MigrationError */.Py)
        return cause;
    const { name, message } = cause;
    const what = `What is still rented could not be read: ${action}: ${name}: ${message}`;
    if (isBusy(cause))
        return new errors/* MigrationError */.Py('AWS_FAILED', what, { cause, next: 'Re-run the job.' });
    return new errors/* MigrationError */.Py('ACCESS_DENIED', what, {
        cause,
        next: `Allow ${action} for the operate role (infra/target.yml): a receipt without it would guess.`,
    });
}

;// CONCATENATED MODULE: ./build/src/aws/world.js













/** The job's own credentials: one memoised provider for all of its clients. */
function logIn({ place, idToken, roleArn, session, region }) {
    if (roleArn === null)
        return ambient(place);
    if (idToken !== null)
        return byWebIdentity(place, region, { roleArn, session, idToken });
    return byRole(place, region, ambient(place), roleArn, session);
}
/** Sockets of one client. Ledger traffic is little; copies have as many as there may be requests in flight. */
const FEW_CONNECTIONS = 16;
/** What the plan stage sees of AWS: the source under the survey role, the rest under its own. */
function planWorld(login, self, migration) {
    const { place } = login;
    const survey = byRole(place, migration.source.region, self, migration.roles.survey, login.session);
    const payer = migration.copy.objects.requesterPays === true;
    const source = world_client(place, migration.source.region, survey, FEW_CONNECTIONS, payer);
    const target = world_client(place, migration.target.region, self);
    return {
        clock: place.clock,
        source,
        target,
        ledger: (0,store/* s3Ledger */.i9)(target, migration.ledger),
        newestImage: (architecture) => newestImage(place, migration.target.region, self, architecture),
        clusterNetwork: (subnet) => clusterNetwork(place, migration.target.region, self, subnet),
        machineType: (type) => lookUpMachineType(place, migration.target.region, self, type),
        close: () => closeAll([source, target]),
    };
}
/** A client for one bucket before anything else is known: reads the plan. */
function world_plainS3(login, self) {
    return world_client(login.place, login.region, self);
}
function approveWorld(login, self, plan) {
    const own = world_client(login.place, plan.ledger.region, self);
    return { clock: login.place.clock, ledger: (0,store/* s3Ledger */.i9)(own, plan.ledger), close: () => own.close() };
}
function publishWorld(login, self, plan) {
    const { place } = login;
    const role = byRole(place, plan.target.region, self, plan.roles.publish, login.session);
    const s3 = world_client(place, plan.target.region, role);
    const { region, account } = plan.target;
    const table = plan.partition?.table ?? { database: '', name: '' };
    const catalogue = glueCatalogue(place, { region, account }, table, role);
    return {
        s3,
        ledger: (0,store/* s3Ledger */.i9)(s3, plan.ledger),
        catalogue,
        close: async () => {
            catalogue.close();
            await s3.close();
        },
    };
}
function world_agentWorld({ place }, self, plan) {
    const source = sourceClient(place, plan, self);
    const target = world_client(place, plan.target.region, self, plan.copy.inFlight + FEW_CONNECTIONS);
    return {
        clock: place.clock,
        sides: { source, target },
        credentials: self,
        ledger: s3Ledger(target, plan.ledger),
        close: () => closeAll([source, target]),
    };
}
/**
 * What the stages after the plan see: the ledger under the operate role; the source's policy under the grant role of the
 * source's account; both sides and the ledger under the agent role, which is the one principal that copies.
 */
function operateWorld(login, credentials, plan) {
    const { place, roleArn } = login;
    const self = inAccount(place, login.region, credentials, { account: plan.target.account, roleArn });
    const own = world_client(place, plan.ledger.region, self);
    const agentRole = byRole(place, plan.target.region, self, plan.roles.agent, login.session);
    const grantRole = byRole(place, plan.source.region, self, plan.roles.grant, login.session);
    const ec2 = ec2Compute(place, plan.target.region, self, { migration: plan.migration, identity: plan.digests.identity });
    const emr = emrClusters(place, plan.target.region, self);
    const ssm = ssmCommands(place, plan.target.region, self);
    const connections = plan.copy.inFlight + FEW_CONNECTIONS;
    const source = sourceClient(place, plan, agentRole);
    const target = world_client(place, plan.target.region, agentRole, connections);
    return {
        clock: place.clock,
        ledger: (0,store/* s3Ledger */.i9)(own, plan.ledger),
        policy: bucketPolicy(place, plan.source, grantRole),
        agent: { source, target },
        agentLedger: (0,store/* s3Ledger */.i9)(target, plan.ledger),
        agentCredentials: agentRole,
        rented: () => readRented(place, plan.target.region, self, plan.migration),
        terminate: terminateRented(place, plan.target.region, self),
        clusters: emr.clusters,
        own,
        compute: ec2.compute,
        commands: ssm.commands,
        close: async () => {
            ec2.close();
            emr.close();
            ssm.close();
            await closeAll([own, source, target]);
        },
    };
}
/** The source as copy and verify list it: in lanes, each with a page under way. */
const LISTING_CONNECTIONS = 64;
function sourceClient(place, { source, copy }, credentials) {
    return world_client(place, source.region, credentials, LISTING_CONNECTIONS, copy.objects?.requesterPays === true);
}
function world_client({ endpoint, clock, random }, region, credentials, connections = FEW_CONNECTIONS, requesterPays = false) {
    return (0,client/* createS3 */.h)({ region, endpoint, credentials, clock, random, connections, requesterPays });
}
async function closeAll(clients) {
    await Promise.all(clients.map((one) => one.close()));
}

// EXTERNAL MODULE: ./build/src/clock.js
var clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/copy/drain.js
var drain = __webpack_require__(4093);
// EXTERNAL MODULE: ./build/src/config/digests.js
var digests = __webpack_require__(5377);
// EXTERNAL MODULE: ./build/src/ledger/names.js
var names = __webpack_require__(6779);
// EXTERNAL MODULE: ./build/src/ledger/job-files.js
var job_files = __webpack_require__(7434);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/core.js
var core = __webpack_require__(8532);
;// CONCATENATED MODULE: ./build/src/ledger/run-lease.js



const lease = schemas/* object */.Ikc({ contract: schemas/* literal */.euz('run-lease/1'), run: schemas/* string */.YjP(), worker: schemas/* string */.YjP(), until: schemas/* number */.aig() });
const leaseText = schemas/* string */.YjP()
    .transform((text, context) => {
    try {
        return JSON.parse(text);
    }
    catch {
        context.addIssue('no JSON');
        return core/* NEVER */.tm;
    }
})
    .pipe(lease);
/** Jobs of one run follow one another within it, and what is left of a run that was killed stands in nobody's way for longer. */
const HELD_FOR_MS = 5 * 60_000;
const LOOK_EVERY_MS = 60_000;
/** More than a lease lasts without its run. */
const WAIT_UP_TO_MS = HELD_FOR_MS + LOOK_EVERY_MS;
const WAIT_EVERY_MS = 5000;
/** S3 refuses who is 15 minutes off (RequestTimeTooSkewed), so two clocks are at most twice that apart. */
const CLOCKS_APART_UP_TO_MS = 30 * 60_000;
/** Of the jobs of a matrix, which begin at once, one writes; the others come back when it has. */
const CONFLICT_PAUSE_UP_TO_MS = 500;
/**
 * Does a job's work while its run is the one that works on the migration. All jobs of a run hold it together, and in its re-runs. It
 * stands behind the workflow's concurrency group, which knows nothing of another file of the same migration, of another
 * repository or of a terminal. `work` is given a signal that aborts when another run has the right by now.
 * The run keeps it when the work has ended, for its next job (`endRun` gives it back).
 * @throws MigrationError LEASE_HELD when another run works on the migration, and went on working while this one waited.
 */
async function duringRun(deps, terms, patience, work) {
    const { clock, ledger, log, signal } = deps;
    let seen = await take(deps, terms, patience);
    const lost = new AbortController();
    const over = new AbortController();
    const isLost = () => lost.signal.aborted && !signal.aborted;
    const keeping = (async () => {
        for (;;) {
            await clock.sleep(LOOK_EVERY_MS, over.signal);
            try {
                const kept = await keep(deps, terms, seen);
                if (typeof kept === 'string')
                    seen = kept;
                else
                    return lost.abort(otherRun(ledger.uri(terms.name), kept));
            }
            catch (error) {
                // The work meets a ledger that does not answer as well, and says what it was doing. Nobody takes the lease meanwhile but who finds it run out.
                log(`${ledger.uri(terms.name)} could not be renewed: ${error instanceof Error ? error.message : String(error)}`);
            }
        }
    })().catch(() => undefined);
    try {
        const done = await work(lost.signal);
        if (!isLost())
            return done;
    }
    catch (error) {
        if (!isLost())
            throw error;
    }
    finally {
        over.abort();
        await keeping;
    }
    // However the work has ended: it does not say whose the migration is now.
    throw lost.signal.reason;
}
/** The run that an error of `duringRun` names; null of every other error. */
function runThatHolds(error) {
    const run = error instanceof errors/* MigrationError */.Py && error.code === 'LEASE_HELD' ? error.details?.['run'] : undefined;
    return typeof run === 'string' ? run : null;
}
/**
 * Gives the lease back, so that another run need not wait until it has run out. Another run's is left alone; of a worker only, also
 * that which another worker of the run has renewed since.
 */
async function endRun({ ledger }, { name, run, worker }, whose = 'of-run') {
    for (;;) {
        const found = await read(ledger, name);
        if (found === null || found.lease?.run !== run || found.lease.until === 0)
            return;
        if (whose === 'of-worker' && found.lease.worker !== worker)
            return;
        // Ended, not deleted: the ledger deletes nothing.
        const written = await ledger.write(name, bodyOf({ run, worker, until: 0 }), { etag: found.etag });
        if (written.outcome === 'written')
            return;
    }
}
/** Returns the ETag of the lease as it is now. */
async function take(deps, terms, patience) {
    const { clock, ledger, log, random, signal } = deps;
    const beganAt = clock.passed();
    let watched = null;
    for (;;) {
        const now = clock.passed();
        const found = await read(ledger, terms.name, signal);
        const isOthers = found !== null && isAnothers(found.lease, terms, clock);
        if (found !== null && !isOthers && isFresh(found.lease, terms, clock))
            return found.etag;
        if (isOthers && patience === 'does-not-wait')
            throw otherRun(ledger.uri(terms.name), found.lease);
        if (isOthers && watched?.etag !== found.etag) {
            if (watched === null)
                log(`Waiting for ${found.lease.run}, which works on this migration`);
            watched = { etag: found.etag, since: now };
        }
        const silent = watched !== null && now - watched.since >= HELD_FOR_MS;
        if (!isOthers || silent) {
            const taken = await renew(deps, terms, found?.etag ?? null);
            if (taken !== null)
                return taken;
            await clock.sleep(random() * CONFLICT_PAUSE_UP_TO_MS, signal);
            continue;
        }
        if (now - beganAt >= WAIT_UP_TO_MS)
            throw otherRun(ledger.uri(terms.name), found.lease);
        await clock.sleep(WAIT_EVERY_MS, signal);
    }
}
/** The lease's ETag, or whose it is by now. Where another job of the run has renewed it since, there is nothing to do. */
async function keep(deps, terms, seen) {
    for (;;) {
        // Without the caller's signal: what is asked to stop drains, and holds the right until it has.
        const found = await read(deps.ledger, terms.name);
        if (found !== null && isAnothers(found.lease, terms, deps.clock))
            return found.lease;
        if (found !== null && found.etag !== seen && found.lease?.run === terms.run && found.lease.until !== 0)
            return found.etag;
        const renewed = await renew(deps, terms, found?.etag ?? null);
        if (renewed !== null)
            return renewed;
    }
}
async function renew({ clock, ledger }, { name, run, worker }, etag) {
    const body = bodyOf({ run, worker, until: clock.now() + HELD_FOR_MS });
    const written = await ledger.write(name, body, etag === null ? { absent: true } : { etag });
    return written.outcome === 'written' ? written.etag : null;
}
/** Another run's that may still work. The time in it is another clock's: only what no clock can hold for the future is believed to have run out. */
const isAnothers = (found, { run }, clock) => found !== undefined && found.run !== run && found.until !== 0 && found.until + CLOCKS_APART_UP_TO_MS > clock.now();
/** Renewed so lately by this worker, or by another leg of its job, that the next look will do. */
const isFresh = (found, { run, worker }, clock) => found?.run === run && found.worker === worker && found.until > clock.now() + HELD_FOR_MS / 2;
const bodyOf = (of) => JSON.stringify({ contract: 'run-lease/1', ...of });
/** What is no lease is nobody's. */
async function read(ledger, name, signal) {
    const found = await ledger.read(name, signal);
    return found === null ? null : { etag: found.etag, lease: leaseText.safeParse(found.body.toString('utf8')).data };
}
function otherRun(uri, { run, until }) {
    return new errors/* MigrationError */.Py('LEASE_HELD', `${run} works on this migration, and has it until ${(0,clock/* isoSeconds */.nE)(until)}: ${uri}`, {
        next: 'Let that run end, and re-run this job. What the other one has done by then is found done.',
        details: { run },
    });
}

// EXTERNAL MODULE: ./build/src/stages/approve.js + 1 modules
var approve = __webpack_require__(3104);
// EXTERNAL MODULE: ./build/src/stages/open-plan.js
var open_plan = __webpack_require__(8833);
;// CONCATENATED MODULE: ./build/src/doors/aws.js














function loginOf({ env, idToken, worker }, roleArn, region) {
    const place = { endpoint: env['AWS_ENDPOINT_URL'] ?? null, clock: (0,clock/* systemClock */.ml)(env), random: Math.random };
    return { place, idToken, roleArn, region, session: `bucket-brigade-${worker}` };
}
/** Does the work of the plan stage under the plan role, and closes every socket afterwards. */
async function withPlanRole(caller, migration, roleArn, work) {
    const login = loginOf(caller, roleArn, migration.ledger.region);
    const world = planWorld(login, logIn(login), migration);
    try {
        return await work(world);
    }
    finally {
        await world.close();
    }
}
/** Opens the plan under the approve role, and closes every socket afterwards. */
async function withApproveRole(caller, at, signal, work) {
    const login = loginOf(caller, at.role, at.region);
    const self = logIn(login);
    const open = await openFirst(world_plainS3(login, self), at, signal);
    const world = approveWorld(login, self, open.plan);
    try {
        return await work(world, open);
    }
    finally {
        await world.close();
    }
}
/**
 * What somebody opens a plan for, and what it needs. `work` is done by one run at a time, with an approval; `read` leaves everything as it
 * is but writes what it finds; `look` and `end` must do for every plan. What ends a run gives back its right to work, and holds it until then where
 * no other run has it.
 */
const PURPOSES = {
    work: { approval: true, run: 'waits' },
    read: { approval: true, run: null },
    look: { approval: false, run: null },
    end: { approval: false, run: 'does-not-wait' },
};
/**
 * Opens the plan under the operate role, does a stage's work in its world, and closes every socket afterwards. The work's signals are
 * the caller's, and stop it as well when another run has taken the migration over.
 */
async function withOperateRole(operator, at, signals, work, purpose = 'work') {
    const login = loginOf(operator, at.role, at.region);
    const self = logIn(login);
    const open = await openFirst(world_plainS3(login, self), at, signals.stop);
    const operate = operateWorld(login, self, open.plan);
    const { env, log, worker } = operator;
    const run = runOf(env);
    const terms = { name: open.names.runLease(), run: run.called, worker };
    const { clock, ledger } = operate;
    const deps = { ledger, clock, random: Math.random, log, signal: signals.stop };
    const needs = PURPOSES[purpose];
    try {
        if (needs.approval)
            await (0,approve/* requireApproval */.j)(ledger, open, signals.stop);
        if (needs.run === null)
            return await work({ ...operate, otherRun: null }, open, signals);
        return await duringRun(deps, terms, needs.run, (lost) => (0,drain/* drainingAfter */.$)(clock, signals, lost, (both) => work({ ...operate, otherRun: null }, open, both))).catch(async (error) => {
            const other = purpose === 'end' ? runThatHolds(error) : null;
            if (other === null)
                throw error;
            // At a terminal a person decides what is given back, whoever works.
            return await work({ ...operate, otherRun: run.endsWithWork ? null : other }, open, signals);
        });
    }
    finally {
        // What a signal has stopped is ended, too. A lease that cannot be given back runs out by itself.
        if (purpose === 'end' || (purpose === 'work' && run.endsWithWork))
            await endRun(deps, terms, purpose === 'end' ? 'of-run' : 'of-worker').catch((error) => log(`${ledger.uri(terms.name)}: ${String(error)}`));
        await operate.close();
    }
}
/** A run in Actions, with all its jobs and their re-runs; or the commands that somebody gives on one machine. */
function runOf(env) {
    const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id, GITHUB_SERVER_URL: server } = env;
    if (id !== undefined && repository !== undefined)
        return { called: `${server ?? 'https://github.com'}/${repository}/actions/runs/${id}`, endsWithWork: false };
    return { called: `${env['USER'] ?? env['LOGNAME'] ?? 'somebody'}@${(0,external_node_os_.hostname)()}`, endsWithWork: true };
}
/** Does work on the migration's newest plan under the operate role; null when it has none. What it does needs no approval. */
async function withNewestPlan(caller, migration, role, signals, work) {
    const { ledger } = migration;
    const login = loginOf(caller, role, ledger.region);
    const s3 = world_plainS3(login, logIn(login));
    let uri;
    try {
        uri = await (0,open_plan/* newestPlan */.Y)(s3, ledger, (0,names/* ledgerNames */.Qh)(migration.name, (0,digests/* digestsOf */.nw)(migration).identity), signals.stop);
    }
    finally {
        await s3.close();
    }
    if (uri === null)
        return null;
    return await withOperateRole(caller, { uri, role, region: ledger.region, account: ledger.account }, signals, work, 'look');
}
/** Opens the plan under the operate role and works under the publish role, which operate may become. */
async function withPublishRole(operator, at, signals, work, purpose = 'work') {
    const underPublish = async (operate, open, both) => {
        const login = loginOf(operator, at.role, at.region);
        const world = publishWorld(login, logIn(login), open.plan);
        try {
            return await work({ ...world, operate }, open, both);
        }
        finally {
            await world.close();
        }
    };
    return await withOperateRole(operator, at, signals, underPublish, purpose);
}
/** The same on a machine, under the role of its profile, which is the agent's. */
async function withAgentRole(caller, at, signal, work) {
    const login = loginOf(caller, null, at.region);
    const instance = thisInstance(caller.env, login.place.clock);
    const self = instance.credentials;
    const open = await openFirst(plainS3(login, self), at, signal);
    const world = agentWorld(login, self, open.plan);
    try {
        return await work({ ...world, machine: await instance.id() }, open);
    }
    finally {
        await world.close();
    }
}
async function openFirst(s3, { account, role, uri }, signal) {
    try {
        return await (0,open_plan/* openPlan */.u)(s3, account ?? accountOf(role), uri, signal);
    }
    finally {
        await s3.close();
    }
}
/** Machines as the copy legs take them. `agentFile`: the agent's bundle, which lies in the action's own folder. */
function fleetPorts({ commands, compute, ledger }, agentFile) {
    return {
        compute,
        commands,
        agentBundle: async () => (0,job_files/* storeJobFile */.F)(ledger, 'agent', 'mjs', await (0,promises_.readFile)(agentFile)),
        newProcess: () => (0,external_node_crypto_.randomUUID)().slice(0, 8),
    };
}
/** What the stages after the plan take, as one record of ports. */
function stageDeps(world, { log, worker }, signal) {
    return {
        ...world,
        agentSource: world.agent.source,
        random: Math.random,
        holder: `${worker}-${(0,external_node_crypto_.randomUUID)().slice(0, 8)}`,
        log,
        signal,
    };
}
/** The account of a role: arn:aws:iam::ACCOUNT:role/NAME. @throws MigrationError USAGE */
function accountOf(role) {
    const account = role === null ? undefined : /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(role)?.[1];
    if (account !== undefined)
        return account;
    throw new errors/* MigrationError */.Py('USAGE', role === null ? 'Neither a role nor an account is given' : `"${role}" is not the ARN of a role`, {
        next: 'Give the role that the plan stage printed (arn:aws:iam::ACCOUNT:role/NAME).',
    });
}


/***/ }),

/***/ 4263:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NC: () => (/* binding */ MACHINE_STATES),
/* harmony export */   ST: () => (/* binding */ isGone),
/* harmony export */   m5: () => (/* binding */ MACHINE_TAGS)
/* harmony export */ });
/** States of an instance (API_InstanceState), and what each means to whoever waits for it. */
const MACHINE_STATES = {
    pending: 'coming',
    running: 'here',
    'shutting-down': 'gone',
    terminated: 'gone',
    // Ours terminate when they shut down; a stopped one was stopped by hand, and costs its disk.
    stopping: 'gone',
    stopped: 'gone',
};
const isGone = ({ state }) => MACHINE_STATES[state] === 'gone';
/** Tags by which machines are found again. ClientTokens are the same only as long as their parameters are. */
const MACHINE_TAGS = {
    migration: 'bucket-brigade:migration',
    identity: 'bucket-brigade:identity',
    worker: 'bucket-brigade:worker',
    attempt: 'bucket-brigade:attempt',
};


/***/ }),

/***/ 7434:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ storeJobFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6779);


/** Puts a file of our own beside the migrations, under its content: whoever has put it there before, it is the same one. */
async function storeJobFile(ledger, stem, ending, body) {
    const sha256 = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(body).digest('hex');
    const name = (0,_names_js__WEBPACK_IMPORTED_MODULE_1__/* .jobFileName */ .XZ)(`${stem}-${sha256}.${ending}`);
    await ledger.write(name, body, { absent: true });
    return { name, uri: ledger.uri(name), sha256 };
}


/***/ }),

/***/ 8613:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DG: () => (/* binding */ isLive),
/* harmony export */   K2: () => (/* binding */ CLUSTER_STATES),
/* harmony export */   My: () => (/* binding */ STEP_STATES),
/* harmony export */   ST: () => (/* binding */ isGone)
/* harmony export */ });
/** States of a cluster (API_ClusterStatus), and what each means to whoever follows it. */
const CLUSTER_STATES = {
    STARTING: 'coming',
    BOOTSTRAPPING: 'coming',
    RUNNING: 'working',
    // Ours end with their last step; one that waits has none left, and costs as much as one that works.
    WAITING: 'idle',
    TERMINATING: 'ending',
    TERMINATED: 'gone',
    TERMINATED_WITH_ERRORS: 'gone',
};
/** States of a step (API_StepStatus): whether it has begun, and whether anything will still come of it. */
const STEP_STATES = {
    PENDING: { begun: false, over: false },
    RUNNING: { begun: true, over: false },
    CANCEL_PENDING: { begun: true, over: false },
    COMPLETED: { begun: true, over: true },
    // Its turn never came: somebody cancelled it, or its cluster ended.
    CANCELLED: { begun: false, over: true },
    FAILED: { begun: true, over: true },
    INTERRUPTED: { begun: true, over: true },
};
/** It works, or will: nobody may start another one beside it. */
const isLive = ({ state }) => ['coming', 'working', 'idle'].includes(CLUSTER_STATES[state]);
const isGone = ({ state }) => CLUSTER_STATES[state] === 'gone';


/***/ }),

/***/ 5378:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CM: () => (/* binding */ CANARY_STEP),
/* harmony export */   GW: () => (/* binding */ KINDS),
/* harmony export */   OL: () => (/* binding */ clusterNamePrefix),
/* harmony export */   SL: () => (/* binding */ clusterName),
/* harmony export */   qd: () => (/* binding */ logsFolder),
/* harmony export */   tV: () => (/* binding */ stepLog),
/* harmony export */   u: () => (/* binding */ stepName),
/* harmony export */   xV: () => (/* binding */ NAME_CHARACTERS)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** The two kinds of work that clusters do, and what differs between them in words. */
const KINDS = {
    /** A folder's documents become staged files. */
    partition: { command: 'folder', flag: '--folder', unit: 'folder', units: 'folders' },
    /** A date range's staged files become files of the table's size. */
    compact: { command: 'compact', flag: '--range', unit: 'range', units: 'ranges' },
};
const CANARY_STEP = 'canary';
const stepName = (kind, unit) => `${KINDS[kind].unit} ${unit}`;
/** RunJobFlow's Name and StepConfig's (API_RunJobFlow, API_StepConfig). */
const NAME_CHARACTERS = 256;
/** ListClusters shows no tags, so the clusters of a migration are known by the beginning of their name. */
function clusterNamePrefix(migration) {
    return `bucket-brigade/${migration}/`;
}
/** One name, one request: what is found under it was asked for with this order, by whoever. */
function clusterName({ attempt, batch, generation, kind, migration, orderDigest }) {
    const name = `${clusterNamePrefix(migration)}${kind}-${batch}/g${generation}a${attempt}-${orderDigest.slice(0, 12)}`;
    if (name.length <= NAME_CHARACTERS)
        return name;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONFIG_INVALID', `The name of a cluster would have ${name.length} characters, and EMR takes ${NAME_CHARACTERS}: ${name}`, {
        next: 'Give the migration a shorter name.',
    });
}
/** Where EMR puts the logs of a transformation's clusters, in the ledger: below `table/`, which is what their role may write. */
function logsFolder(migration, identity, transform) {
    return `${migration}/${identity}/table/${transform}/logs/`;
}
/**
 * A step's logs, as EMR's node pushes them. In client mode the step is the driver: Spark and YARN speak in `stderr`, and all
 * that Python says, its errors too, comes in `stdout` (Spark's PythonRunner joins the two streams).
 */
function stepLog(logs, cluster, step, stream) {
    return `${logs}${cluster}/steps/${step}/${stream}.gz`;
}


/***/ }),

/***/ 8990:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MY: () => (/* binding */ isOwnGroup),
/* harmony export */   iB: () => (/* binding */ refuseUntagged)
/* harmony export */ });
/* unused harmony export untagged */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _request_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3477);


const isOwnGroup = (name) => name.startsWith('ElasticMapReduce-');
/** EMR makes what is missing of one of these, by whether the subnet is public (ManagementGuide/emr-man-sec-groups). */
const GROUP_SETS = [
    ['ElasticMapReduce-master', 'ElasticMapReduce-slave'],
    ['ElasticMapReduce-Master-Private', 'ElasticMapReduce-Slave-Private', 'ElasticMapReduce-ServiceAccess'],
];
/** What lacks the tag: every subnet and group that may be taken, and each network in which EMR would have to make groups. */
function untagged({ groups, subnets, vpcs }) {
    const lacks = ({ tagged }) => !tagged;
    const complete = (vpc) => GROUP_SETS.some((set) => set.every((name) => groups.some((one) => one.vpc === vpc && one.name === name)));
    const used = vpcs.filter(({ id }) => !complete(id) && subnets.some(({ vpc }) => vpc === id));
    return [...subnets, ...used, ...groups].filter(lacks).map(({ id }) => id);
}
/**
 * Without the tag every cluster ends minutes after its start, with "insufficient EC2 permissions" and no name of what lacks
 * them: AmazonEMRServicePolicy_v2 lets the emr role start machines on a tagged network only.
 * @throws MigrationError CLUSTER_REFUSED with the command that tags what has to be tagged
 */
function refuseUntagged(network, at) {
    if (network.subnets.length === 0) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CLUSTER_REFUSED', `The target's account has no default network in ${at.region}, and no subnet is named`, {
            next: 'Name the subnet of the clusters as partition.subnet in the migration file. Nothing has been rented.',
        });
    }
    const ids = untagged(network);
    if (ids.length === 0)
        return;
    const where = at.subnet ?? 'the default network, of which EMR takes any subnet';
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CLUSTER_REFUSED', `EMR may start no cluster in ${where}: ${ids.join(', ')} ${ids.length === 1 ? 'lacks' : 'lack'} the tag ${_request_js__WEBPACK_IMPORTED_MODULE_1__/* .MANAGED_POLICIES_TAG */ .kc}=true, on which AWS's policy for the emr role insists`, {
        next: `With credentials of the target's account: aws ec2 create-tags --region ${at.region} --resources ${ids.join(' ')} --tags Key=${_request_js__WEBPACK_IMPORTED_MODULE_1__/* .MANAGED_POLICIES_TAG */ .kc},Value=true${at.subnet === null ? ' (or name one subnet as partition.subnet, and tag that one and its network)' : ''}. Nothing has been rented.`,
    });
}


/***/ }),

/***/ 3477:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cc: () => (/* binding */ clusterRequest),
/* harmony export */   kc: () => (/* binding */ MANAGED_POLICIES_TAG)
/* harmony export */ });
/* unused harmony exports CLUSTER_TAGS, UNITS_UP_TO */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _naming_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5378);
/* harmony import */ var _sizing_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8852);



/** AWS's managed policy for the service role works on nothing without this tag (ManagementGuide/emr-managed-iam-policies). */
const MANAGED_POLICIES_TAG = 'for-use-with-amazon-emr-managed-policies';
/** The tags that the operate role's own permissions are bound to, and a person finds a cluster by. */
const CLUSTER_TAGS = {
    migration: 'bucket-brigade:migration',
    identity: 'bucket-brigade:identity',
    batch: 'bucket-brigade:batch',
};
/** 256 steps, of which the canary is one (RunJobFlow, Steps). */
const UNITS_UP_TO = 255;
/** All strings of one HadoopJarStep together (API_AddJobFlowSteps). */
const STEP_CHARACTERS = 10_240;
/** A cluster ends with its last step; this is for the case that it does not notice. At least a minute (API_AutoTerminationPolicy). */
const IDLE_SECONDS = 15 * 60;
/**
 * A driver whose clean-up takes longer than Hadoop's 30 seconds makes EMR call the step FAILED although its work is done
 * (AWS EMR best practices, Spark troubleshooting).
 */
const SHUTDOWN_TIMEOUT = '120s';
/** EMR keeps one copy in HDFS below four core nodes (ReleaseGuide/emr-hdfs-config): a lost node would take every later step's files with it. */
const HDFS_COPIES = 2;
/** EMR 7 brings 3.9 and 3.11, and python3 is the older one (emr-spark.md §1.1). */
const PYTHON = 'python3.11';
/**
 * The request for a cluster with all of its steps inside: one call instead of one for each (RunJobFlow refills at one in
 * two seconds). `spark.yarn.archive` is not set: it needs an archive that nobody has made on a new cluster, and what it
 * cures are submits side by side, of which there are none here.
 */
function clusterRequest(name, wish) {
    const { batch, identity, kind, ledger, machines, migration, release, roles, subnetId, transform, units } = wish;
    if (units.length > UNITS_UP_TO) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONFIG_INVALID', `Batch ${batch} has ${units.length} ${_naming_js__WEBPACK_IMPORTED_MODULE_1__/* .KINDS */ .GW[kind].units}, and a cluster takes ${UNITS_UP_TO} (API_RunJobFlow)`, {
            next: 'Raise partition.clusters. Nothing has been rented.',
        });
    }
    return {
        Name: name,
        ReleaseLabel: release,
        LogUri: `s3://${ledger.bucket}/${ledger.prefix}${(0,_naming_js__WEBPACK_IMPORTED_MODULE_1__/* .logsFolder */ .qd)(migration, identity, transform)}`,
        Applications: [{ Name: 'Spark' }],
        Instances: {
            InstanceGroups: [
                { Name: 'primary', InstanceRole: 'MASTER', InstanceType: machines.primary, InstanceCount: 1, Market: 'ON_DEMAND' },
                { Name: 'core', InstanceRole: 'CORE', InstanceType: machines.core, InstanceCount: machines.coreCount, Market: 'ON_DEMAND' },
            ],
            KeepJobFlowAliveWhenNoSteps: false,
            TerminationProtected: false,
            ...(subnetId === null ? {} : { Ec2SubnetId: subnetId }),
        },
        Steps: [canaryStep(wish), ...units.map((unit) => unitStep(wish, unit))],
        // Steps side by side would share the primary and HDFS, and only with one at a time may a canary end the cluster.
        StepConcurrencyLevel: 1,
        AutoTerminationPolicy: { IdleTimeout: IDLE_SECONDS },
        Configurations: [
            { Classification: 'core-site', Properties: { 'hadoop.service.shutdown.timeout': SHUTDOWN_TIMEOUT } },
            { Classification: 'hdfs-site', Properties: { 'dfs.replication': String(Math.min(HDFS_COPIES, machines.coreCount)) } },
        ],
        // The profile goes by its name, which is its role's, without a path (infra/machines.yml).
        JobFlowRole: roles.job.split('/').at(-1) ?? roles.job,
        ServiceRole: roles.emr,
        VisibleToAllUsers: true,
        Tags: Object.entries({
            [MANAGED_POLICIES_TAG]: 'true',
            [CLUSTER_TAGS.migration]: migration,
            [CLUSTER_TAGS.identity]: identity,
            [CLUSTER_TAGS.batch]: `${kind}-${batch}`,
        }).map(([Key, Value]) => ({ Key, Value })),
    };
}
/**
 * The canary ends the cluster when it fails: CANCEL_AND_WAIT would leave a cluster that waits and costs, although nothing
 * can be done on it.
 */
function canaryStep(wish) {
    return { Name: _naming_js__WEBPACK_IMPORTED_MODULE_1__/* .CANARY_STEP */ .CM, ActionOnFailure: 'TERMINATE_CLUSTER', HadoopJarStep: submit(wish, _naming_js__WEBPACK_IMPORTED_MODULE_1__/* .CANARY_STEP */ .CM, ['canary']) };
}
/** A unit that fails leaves the next ones their chance. */
function unitStep(wish, unit) {
    const { command, flag } = _naming_js__WEBPACK_IMPORTED_MODULE_1__/* .KINDS */ .GW[wish.kind];
    const name = (0,_naming_js__WEBPACK_IMPORTED_MODULE_1__/* .stepName */ .u)(wish.kind, unit);
    const step = submit(wish, name, [command], [flag, unit]);
    const characters = [step.Jar, ...step.Args].reduce((sum, text) => sum + text.length, 0);
    if (name.length > _naming_js__WEBPACK_IMPORTED_MODULE_1__/* .NAME_CHARACTERS */ .xV || characters > STEP_CHARACTERS) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONFIG_INVALID', `The step of ${_naming_js__WEBPACK_IMPORTED_MODULE_1__/* .KINDS */ .GW[wish.kind].unit} ${unit} has ${characters} characters, its name ${name.length}; EMR takes ${STEP_CHARACTERS} and ${_naming_js__WEBPACK_IMPORTED_MODULE_1__/* .NAME_CHARACTERS */ .xV}`, {
            next: 'Leave the folder out (layout.except), or give it a shorter name at the source.',
        });
    }
    return { Name: name, ActionOnFailure: 'CONTINUE', HadoopJarStep: step };
}
function submit({ job, ledger, orderUri, sizing }, name, command, what = []) {
    const settings = {
        'spark.executor.memoryOverhead': `${sizing.overheadMiB}m`,
        // Sizes are exact and the work is even: what YARN could give to others would be idle (AWS EMR best practices, Spark performance).
        'spark.dynamicAllocation.enabled': 'false',
        // The defaults, said because the sizes count on them.
        'spark.yarn.am.memory': `${_sizing_js__WEBPACK_IMPORTED_MODULE_2__/* .AM_HEAP_MIB */ .N8}m`,
        'spark.yarn.am.memoryOverhead': `${_sizing_js__WEBPACK_IMPORTED_MODULE_2__/* .AM_OVERHEAD_MIB */ .dT}m`,
        'spark.pyspark.python': PYTHON,
    };
    const at = (key) => `s3://${ledger.bucket}/${key}`;
    return {
        Jar: 'command-runner.jar',
        Args: [
            ...['spark-submit', '--master', 'yarn', '--deploy-mode', 'client', '--name', name],
            ...['--num-executors', String(sizing.executors), '--executor-cores', String(sizing.coresPerExecutor)],
            ...['--executor-memory', `${sizing.heapMiB}m`, '--driver-memory', `${sizing.driverMiB}m`],
            ...Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
            ...['--py-files', at(job.code.key), at(job.main.key)],
            ...command,
            ...['--order', orderUri, '--order-owner', ledger.account, '--region', ledger.region],
            ...what,
        ],
    };
}


/***/ }),

/***/ 8852:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N8: () => (/* binding */ AM_HEAP_MIB),
/* harmony export */   Q8: () => (/* binding */ sizeExecutors),
/* harmony export */   dT: () => (/* binding */ AM_OVERHEAD_MIB)
/* harmony export */ });
/* unused harmony exports yarnMiB, containersThatFit */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** YARN gives memory in steps of this (yarn.scheduler.minimum-allocation-mb, ReleaseGuide/emr-hadoop-task-config). */
const STEP_MIB = 32;
const GIB = 1024;
/**
 * The application master's heap and overhead: spark.yarn.am.memory's default, and the least overhead that Spark allows
 * (Running Spark on YARN). YARN may put it on any node, so every node keeps room for it. steps.ts says both to Spark.
 */
const AM_HEAP_MIB = 512;
const AM_OVERHEAD_MIB = 384;
const AM_CONTAINER_MIB = roundUp(AM_HEAP_MIB + AM_OVERHEAD_MIB);
/** Documents are fetched and parsed in Python workers, outside the heap; 0.40 is Spark's own default for such jobs on Kubernetes. */
const PYTHON_OVERHEAD_FACTOR = 0.4;
/** Spark's own least overhead (spark.executor.memoryOverhead). */
const LEAST_OVERHEAD_MIB = 384;
/** Spark refuses executors below 450 MiB of heap and 1.5 × 300 MiB reserved; this leaves a little to work with. */
const LEAST_HEAP_MIB = 512;
/** In client mode the driver runs on the primary, outside YARN, beside the name node, the resource manager and the history server. */
const DRIVER_SHARE = 3 / 8;
/** More does not help: the driver holds the order, one manifest's names and the answers of the tasks, a few GiB for a folder of a million keys. */
const DRIVER_UP_TO_MIB = 24 * GIB;
const DRIVER_AT_LEAST_MIB = GIB;
/** What YARN hands out on one node. The rule fits 209 of the 217 rows of AWS's table that can be checked (emr-spark.md §1.7). */
function yarnMiB({ memoryMiB, yarnMiB: said }) {
    return said ?? Math.floor(memoryMiB - Math.min(8 * GIB, Math.max(2 * GIB, memoryMiB / 4)));
}
/** How many containers of this size YARN places on one node, beside what is taken. It counts memory, never cores. */
function containersThatFit(nodeMiB, askedMiB, takenMiB = 0) {
    return Math.max(0, Math.floor((nodeMiB - takenMiB) / roundUp(askedMiB)));
}
/**
 * Executors that fill the core nodes exactly: as many per node as have whole cores, each as large as YARN can place
 * beside the application master. @throws MigrationError CONFIG_INVALID when the core nodes are too small for any
 */
function sizeExecutors({ core, coreCount, primary, ...wish }) {
    const factor = wish.overheadFactor ?? PYTHON_OVERHEAD_FACTOR;
    const coresPerExecutor = wish.coresPerExecutor ?? coresEach(core.vcpus);
    const perNode = Math.floor(core.vcpus / coresPerExecutor);
    const nodeMiB = yarnMiB(core);
    const containerMiB = perNode === 0 ? 0 : roundDown((nodeMiB - AM_CONTAINER_MIB) / perNode);
    const heapMiB = heapOf(containerMiB, factor);
    if (heapMiB < LEAST_HEAP_MIB) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('CONFIG_INVALID', `${core.type} is too small for Spark's executors: YARN has ${nodeMiB} MiB on a node, of which ${perNode} executors of ${coresPerExecutor} cores would have ${Math.max(0, heapMiB)} MiB of heap each`, { next: 'Take a larger partition.machines.core. Nothing has been rented.' });
    }
    const overheadMiB = containerMiB - heapMiB;
    const executors = perNode * coreCount;
    const driverMiB = Math.min(DRIVER_UP_TO_MIB, Math.max(DRIVER_AT_LEAST_MIB, Math.floor(primary.memoryMiB * DRIVER_SHARE)));
    return {
        executors,
        coresPerExecutor,
        heapMiB,
        overheadMiB,
        containerMiB,
        driverMiB,
        why: [
            `${core.type}: YARN hands out ${nodeMiB} of ${core.memoryMiB} MiB, ${AM_CONTAINER_MIB} of them kept on every node for the application master`,
            `${perNode} executors of ${coresPerExecutor} cores on each of ${coreCount} nodes use ${executors * coresPerExecutor} of ${core.vcpus * coreCount} cores`,
            `a container of ${containerMiB} MiB = heap ${heapMiB} + overhead ${overheadMiB} (${factor} of the heap: the work is done in Python workers)`,
            `driver ${driverMiB} MiB: three eighths of the primary's ${primary.memoryMiB} MiB, at most ${DRIVER_UP_TO_MIB}`,
        ],
    };
}
/**
 * Four cores: fewer would repeat the JVM's own needs more often, more would wait for one garbage collector (EMR guide,
 * Spark performance: 4 to 5). Another number only where four leave cores idle and it leaves fewer.
 */
function coresEach(vcpus) {
    const candidates = [4, 5, 3, 6].filter((cores) => cores <= vcpus);
    return candidates.reduce((best, cores) => (vcpus % cores < vcpus % best ? cores : best), Math.min(4, vcpus));
}
/** The largest heap whose overhead still fits into the container beside it. */
function heapOf(containerMiB, factor) {
    let heap = Math.min(containerMiB - LEAST_OVERHEAD_MIB, Math.ceil(containerMiB / (1 + factor)));
    while (heap > 0 && heap + Math.max(LEAST_OVERHEAD_MIB, Math.floor(heap * factor)) > containerMiB)
        heap -= 1;
    return heap;
}
function roundUp(mib) {
    return Math.ceil(mib / STEP_MIB) * STEP_MIB;
}
function roundDown(mib) {
    return Math.floor(mib / STEP_MIB) * STEP_MIB;
}


/***/ }),

/***/ 5821:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  G: () => (/* binding */ planDigest),
  E: () => (/* binding */ planMigration)
});

// EXTERNAL MODULE: ./build/src/config/digests.js
var digests = __webpack_require__(5377);
// EXTERNAL MODULE: ./build/src/config/migration.js
var config_migration = __webpack_require__(5588);
// EXTERNAL MODULE: ./build/src/contracts/objects.js
var contracts_objects = __webpack_require__(7785);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
;// CONCATENATED MODULE: ./build/src/plan/balance.js

/**
 * Longest processing time first: the heaviest folder goes to the lightest shard. No shard is then heavier than
 * 4/3 of the best possible (R. L. Graham, Bounds on multiprocessing timing anomalies, 1969). Ties go to the shard with
 * fewer folders, then to the lower name, so that folders without weight are spread, too, and no shard stays empty.
 */
function balance(folders, shards) {
    const loads = Array.from({ length: shards }, () => ({ weight: 0, folders: [] }));
    const heaviestFirst = folders.toSorted((a, b) => b.keys - a.keys || (0,order/* compareKeys */.Y)(a.folder, b.folder));
    for (const { folder, keys } of heaviestFirst) {
        const lightest = loads.reduce((best, load) => (lighter(load, best) ? load : best));
        lightest.weight += keys;
        lightest.folders.push(folder);
    }
    return loads.map((load, index) => ({
        shard: shardName(index, shards),
        folders: load.folders.toSorted(order/* compareKeys */.Y),
        weight: load.weight,
    }));
}
function lighter(a, b) {
    return a.weight < b.weight || (a.weight === b.weight && a.folders.length < b.folders.length);
}
/** "00" to "15": wide enough for the last one, and never narrower than two. */
function shardName(index, shards) {
    return String(index).padStart(Math.max(2, String(shards - 1).length), '0');
}

;// CONCATENATED MODULE: ./build/src/plan/estimate.js
/** COPY, LIST and PUT into the Standard class: USD for each 1,000 (aws.amazon.com/s3/pricing, us-east-1). */
const USD_PER_1000_REQUESTS = 0.005;
const GIB = 2 ** 30;
/** ListObjectsV2 answers at most 1,000 keys (API_ListObjectsV2). */
const KEYS_PER_PAGE = 1000;
/** Copying lists both sides once, and one verify lists both again. */
const LISTINGS = 4;
/** S3 serves 3,500 COPY requests a second for each partition, and begins with one (userguide/optimizing-performance). */
const COPIES_PER_SECOND = 3500;
/**
 * Keys of both sides that one machine lists and compares in a second. Its CPU would do for 800,000 (some 1.2 µs each: docs/benchmarks.md);
 * so few are counted because each lane waits for its pages, and a cap is to err on the safe side.
 */
const KEYS_VERIFIED_PER_SECOND = 100_000;
/** Until an instance runs, SSM sees it and the agent is there: billed as well. */
const MACHINE_BOOT_SECONDS = 5 * 60;
/**
 * USD an hour of a "large" of each family, on demand, with Linux, in us-east-1; all other sizes are multiples of it. All of it, the multiples too, was held
 * against the data of ec2instances.info as of 28 May 2025 (Go module github.com/cristim/ec2-instances-info), which is AWS's own price list.
 */
const LARGE_PER_HOUR = {
    ...{ m5: 0.096, m5a: 0.086, m5n: 0.119, m6a: 0.0864, m6i: 0.096, m6g: 0.077, m7i: 0.1008, m7g: 0.0816 },
    ...{ c5: 0.085, c5a: 0.077, c5n: 0.108, c6a: 0.0765, c6i: 0.085, c6g: 0.068, c6gn: 0.0864, c7i: 0.08925, c7g: 0.0725 },
    ...{ r5: 0.126, r6i: 0.126, r6g: 0.1008, r7g: 0.1071, t3: 0.0832, t3a: 0.0752, t4g: 0.0672 },
};
/** For a family that the table does not know: above all that it knows. */
const UNKNOWN_LARGE_PER_HOUR = 0.25;
/** Of an instance type, by its family and size. */
function machinePrice(type) {
    const [family = '', size = ''] = type.split('.');
    const large = Object.hasOwn(LARGE_PER_HOUR, family) ? LARGE_PER_HOUR[family] : UNKNOWN_LARGE_PER_HOUR;
    return large * largesIn(size);
}
/** How many times a "large" a size is: each step of the lower ones halves, and "Nxlarge" is N times an "xlarge", which is two. */
function largesIn(size) {
    const below = ['large', 'medium', 'small', 'micro', 'nano'].indexOf(size);
    if (below >= 0)
        return 1 / 2 ** below;
    const times = /^(\d*)xlarge$/.exec(size)?.[1];
    // Whole hosts (metal) are as large as the largest size of a family, or smaller: an estimate errs on the safe side.
    return times === undefined ? 96 : 2 * Number(times === '' ? 1 : times);
}
const PRICES_OF = 'AWS list prices of October 2026 (aws.amazon.com/s3/pricing), requests as in us-east-1';
/**
 * USD for each GB that leaves a region for another, by the beginning of the source's name (aws.amazon.com/s3/pricing, "Data transfer";
 * transfer is billed to the source's account). Only the prices within the US were checked again in October 2026.
 */
const TRANSFER_OUT = [
    ['us-gov-', 0.03],
    ['us-', 0.02],
    ['ca-', 0.02],
    ['eu-', 0.02],
    ['ap-northeast-2', 0.08],
    ['ap-south-1', 0.086],
    ['ap-southeast-2', 0.098],
    ['ap-southeast-3', 0.1],
    ['ap-east-1', 0.09],
    ['ap-northeast-', 0.09],
    ['ap-southeast-1', 0.09],
    ['me-south-1', 0.1105],
    ['sa-east-1', 0.138],
    ['af-south-1', 0.147],
];
/** For a region that the table does not know: its highest price, so that a cap errs on the safe side. */
const HIGHEST_TRANSFER_OUT = 0.147;
function transferPrice(from, to) {
    if (from === to)
        return { usdPerGb: 0, note: null };
    const say = (usdPerGb, remark = '') => ({ usdPerGb, note: `transfer ${from} to ${to} at $${usdPerGb}/GB${remark}` });
    if (from !== to && isEasternUs(from) && isEasternUs(to))
        return say(0.01);
    const usd = TRANSFER_OUT.find(([region]) => from.startsWith(region))?.[1];
    if (usd === undefined)
        return say(HIGHEST_TRANSFER_OUT, ', the highest that we know: the region is not in our table');
    return say(usd, bothInUs(from, to) ? '' : ', not checked again since 2023');
}
const isEasternUs = (region) => region === 'us-east-1' || region === 'us-east-2';
const bothInUs = (from, to) => [from, to].every((region) => /^us-(?:east|west)-/.test(region));
/** The estimate's cost, item by item; `estimate.usd` is their sum. */
function costLines({ estimate, source, target, verify }) {
    return linesOf(estimate, transferPrice(source.region, target.region), verify?.machine.instanceType ?? null);
}
function linesOf({ copyRequests, listRequests, bytes, machineHours = 0, }, transfer, verifyMachine) {
    const requests = (what, count) => ({
        what,
        count,
        unit: 'requests',
        usd: rounded((count / 1000) * USD_PER_1000_REQUESTS),
    });
    const gb = bytes / GIB;
    return [
        requests('COPY', copyRequests),
        requests('LIST', listRequests),
        { what: 'transfer between regions', count: rounded(gb), unit: 'GB', usd: rounded(gb * transfer.usdPerGb) },
        ...(verifyMachine === null
            ? []
            : [
                {
                    what: `the machine that verifies (${verifyMachine})`,
                    count: machineHours,
                    unit: 'hours',
                    usd: rounded(machineHours * machinePrice(verifyMachine)),
                },
            ]),
    ];
}
/**
 * What S3 will ask for copying everything once and verifying it once, and EC2 for the machine that verifies. Not in it, and small
 * beside it: the ledger's own requests, KMS, repeats. A lower bound where the survey saw only the first page of a folder.
 * @param verifyMachine its instance type; null: the job verifies
 */
function estimateOf(folders, sourceRegion, targetRegion, verifyMachine = null) {
    const sum = (of) => folders.reduce((total, folder) => total + of(folder), 0);
    const objects = sum(({ keys }) => keys);
    const counted = {
        objects,
        bytes: sum(({ bytes }) => bytes),
        copyRequests: objects,
        listRequests: LISTINGS * sum(({ keys }) => Math.max(1, Math.ceil(keys / KEYS_PER_PAGE))),
        ...(verifyMachine === null ? {} : { machineHours: rounded((MACHINE_BOOT_SECONDS + (2 * objects) / KEYS_VERIFIED_PER_SECOND) / 3600) }),
    };
    const transfer = transferPrice(sourceRegion, targetRegion);
    return {
        ...counted,
        usd: rounded(linesOf(counted, transfer, verifyMachine).reduce((total, { usd }) => total + usd, 0)),
        secondsAtOnePartition: Math.ceil(objects / COPIES_PER_SECOND),
        pricesOf: [
            PRICES_OF,
            ...(verifyMachine === null ? [] : ['EC2 on demand, as in us-east-1']),
            ...(transfer.note === null ? [] : [transfer.note]),
        ].join('; '),
    };
}
/** To a hundredth of a cent. */
function rounded(amount) {
    return Math.round(amount * 1e4) / 1e4;
}

// EXTERNAL MODULE: ./build/src/plan/refuse.js
var refuse = __webpack_require__(229);
;// CONCATENATED MODULE: ./build/src/plan/plan.js







/** The same migration and the same survey give the same plan, byte for byte. @throws MigrationError SOURCE_FOLDER_MISSING */
function planMigration({ migration, survey, imageId = null, verifyImageId = null, since, createdAt }) {
    (0,refuse/* surveyProblems */.Z)(migration, survey);
    const folders = inOrder(migration, survey);
    const { source, target, ledger, roles, access } = migration;
    const verifies = (0,config_migration/* verifyMachine */.vj)(migration);
    const objects = (0,contracts_objects/* plannedObjectsOf */.UQ)(migration.copy.objects);
    return {
        contract: 'plan/1',
        migration: migration.name,
        digests: (0,digests/* digestsOf */.nw)(migration),
        source: { ...source },
        target: { ...target },
        ledger: { ...ledger },
        cutoff: { ...migration.cutoff },
        layoutKey: migration.layout.key,
        roles: { ...roles },
        access: { ...access },
        copy: {
            executor: migration.copy.executor,
            inFlight: migration.copy.inFlight,
            jobsAtOnce: migration.copy.jobsAtOnce,
            ...(migration.copy.copiesPerSecond === null ? {} : { copiesPerSecond: migration.copy.copiesPerSecond }),
            ...(migration.copy.threads === null ? {} : { threads: migration.copy.threads }),
            ...(objects === undefined ? {} : { objects }),
        },
        fleet: migration.copy.executor === 'runner' ? null : machineOf(migration, migration.copy.machine, imageId),
        ...(verifies === null ? {} : { verify: { machine: machineOf(migration, verifies, verifyImageId) } }),
        partition: partitionOf(migration, folders),
        folders,
        shards: balance(folders, migration.copy.shards),
        estimate: estimateOf(folders, source.region, target.region, verifies?.type ?? null),
        since,
        createdAt,
    };
}
/** Jobs end after six hours at the latest (GitHub Actions limits); a machine is given one more, and ends itself then. */
const MACHINE_TTL_SECONDS = 7 * 3600;
function machineOf({ name, roles }, { securityGroup, subnet, type }, imageId) {
    if (imageId === null)
        throw new errors/* MigrationError */.Py('INTERNAL', `The plan of ${name} needs an image for its machines, and none was looked up`);
    return {
        instanceType: type,
        imageId,
        subnetId: subnet,
        securityGroupId: securityGroup,
        instanceProfileArn: roles.agent.replace(':role/', ':instance-profile/'),
        ttlSeconds: MACHINE_TTL_SECONDS,
    };
}
/** 128 to 512 MB are what readers of Parquet on S3 do best with (emr-spark.md §4.4: AWS's and Iceberg's guides). */
const TABLE_FILE_BYTES = 256 * 2 ** 20;
function partitionOf({ partition }, folders) {
    if (partition === null)
        return null;
    const { clusters, machines, release, subnet, launch, jobsAtOnce, ranges, table } = partition;
    const { rules, schema } = (0,config_migration/* tableRules */.aB)(partition);
    return {
        batches: balance(folders, clusters).map((load) => ({ batch: load.shard, folders: load.folders })),
        machines,
        release,
        subnetId: subnet,
        launch,
        jobsAtOnce,
        rules,
        schema,
        ranges: ranges.map((range, index) => ({ name: `r${String(index).padStart(2, '0')}`, ...range })),
        table,
        fileBytes: TABLE_FILE_BYTES,
    };
}
/** Over everything but the moment of planning: two plans that say the same are the same plan. */
function planDigest(plan) {
    return (0,digests/* digestOf */.ol)({ ...plan, createdAt: undefined });
}
/** The migration's folders, which are in UTF-8 byte order, with what the survey saw of each. */
function inOrder({ folders, name }, survey) {
    const seen = new Map(survey.map((folder) => [folder.folder, folder]));
    if (seen.size !== survey.length || seen.size !== folders.length) {
        throw new errors/* MigrationError */.Py('INTERNAL', `The survey of ${name} looked at ${survey.length} folders, ${seen.size} of them different; expected are ${folders.length}`);
    }
    return folders.map((folder) => {
        const { keys, bytes, more } = seen.get(folder) ?? { keys: 0, bytes: 0, more: false };
        return { folder, keys, bytes, more };
    });
}


/***/ }),

/***/ 229:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ surveyProblems),
/* harmony export */   b: () => (/* binding */ refuseOverLimits)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** Enough to see a pattern in them; the count says the rest. */
const NAMED_AT_MOST = 20;
/** An expected folder without any key is missing: found before anything is granted, rented or copied. @throws MigrationError SOURCE_FOLDER_MISSING */
function surveyProblems({ folders, source }, survey) {
    const keys = new Map(survey.map((folder) => [folder.folder, folder.keys]));
    const missing = folders.filter((folder) => (keys.get(folder) ?? 0) === 0);
    if (missing.length === 0)
        return;
    const named = missing.slice(0, NAMED_AT_MOST).map(_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$).join(', ');
    const others = missing.length > NAMED_AT_MOST ? ` and ${(missing.length - NAMED_AT_MOST).toLocaleString('en-US')} more` : '';
    const count = `${missing.length.toLocaleString('en-US')} of ${folders.length.toLocaleString('en-US')} expected folders ${missing.length === 1 ? 'has' : 'have'} no key`;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('SOURCE_FOLDER_MISSING', `${count} in s3://${source.bucket}/${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(source.prefix)}: ${named}${others}`, {
        next: missing.length === folders.length
            ? 'Not one is there: compare source.bucket, source.prefix and layout.folders with the keys of the bucket.'
            : 'Restore them at the source, or, where they never existed, list them under layout.except of the migration file; then plan again.',
    });
}
/** @throws MigrationError LIMIT_EXCEEDED when the estimate is above a cap of the migration file */
function refuseOverLimits({ migration, estimate, folders }, limits) {
    const hours = estimate.secondsAtOnePartition / 3600;
    const above = [
        ...(limits.usd !== null && estimate.usd > limits.usd
            ? [`the cost of $${amount(estimate.usd)} is above limits.usd, $${amount(limits.usd)}`]
            : []),
        ...(limits.hours !== null && hours > limits.hours ? [`the ${amount(hours)} hours are above limits.hours, ${limits.hours}`] : []),
    ];
    if (above.length === 0)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('LIMIT_EXCEEDED', `The estimate for ${migration} exceeds its limits: ${above.join('; ')}`, {
        details: {
            objects: `${estimate.objects.toLocaleString('en-US')}${folders.some(({ more }) => more) ? ' or more' : ''}`,
            bytes: estimate.bytes.toLocaleString('en-US'),
            prices: estimate.pricesOf,
        },
        next: 'If that is meant, raise the limit in the migration file; else take fewer folders. Nothing has been started.',
    });
}
function amount(value) {
    return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}


/***/ }),

/***/ 3104:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  W: () => (/* binding */ approveStage),
  j: () => (/* binding */ requireApproval)
});

// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
;// CONCATENATED MODULE: ./build/src/contracts/approval.js


/** That one plan may be carried out. Its place in the ledger is named by the plan's digest: another plan needs another one. */
const approval = schemas/* object */.Ikc({
    contract: schemas/* literal */.euz('approval/1'),
    migration: schemas/* string */.YjP(),
    identity: contract/* digest */.br,
    plan: contract/* digest */.br,
    /** Who asked for the run. Who approved the job, GitHub's environment knows. */
    requestedBy: schemas/* string */.YjP(),
    /** The run's page, where there is one. */
    run: schemas/* string */.YjP().nullable(),
    approvedAt: contract/* moment */.n$,
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
;// CONCATENATED MODULE: ./build/src/stages/approve.js




/** Writes that this plan may be carried out; once. @throws MigrationError APPROVAL_MISMATCH when another plan was to be approved */
async function approveStage({ clock, ledger, log }, { digest, names, plan }, input) {
    if (input.expected !== null && input.expected !== digest) {
        throw new errors/* MigrationError */.Py('APPROVAL_MISMATCH', `Plan ${input.expected} was to be approved, and this run's plan is ${digest}`, {
            next: 'Look at this plan (its summary is in the plan job), and give its digest; or leave the digest out, and approve the job.',
        });
    }
    const body = {
        contract: 'approval/1',
        migration: plan.migration,
        identity: plan.digests.identity,
        plan: digest,
        requestedBy: input.requestedBy,
        run: input.run,
        approvedAt: (0,src_clock/* isoSeconds */.nE)(clock.now()),
    };
    const name = names.approval(digest);
    const put = await ledger.write(name, JSON.stringify(body), { absent: true });
    const approved = put.outcome === 'written' ? 'now' : 'before';
    log(`Plan ${digest} ${approved === 'now' ? 'is approved' : 'was approved before'}`);
    return { uri: ledger.uri(name), approved };
}
/** @throws MigrationError NOT_APPROVED before anything is written, granted or rented for a plan that nobody has approved */
async function requireApproval(ledger, { digest, names, plan, uri }, signal) {
    const name = names.approval(digest);
    const stored = await ledger.read(name, signal);
    if (stored === null) {
        throw new errors/* MigrationError */.Py('NOT_APPROVED', `Plan ${digest} of ${plan.migration} is not approved`, {
            details: { plan: uri },
            next: `Let the approve job run, or run: npm run cli -- approve --plan ${uri} --region ${plan.ledger.region} --role ${plan.roles.approve}`,
        });
    }
    const found = (0,contract/* parseContract */.UA)(approval, stored.body.toString('utf8'), ledger.uri(name));
    if (found.plan !== digest || found.migration !== plan.migration) {
        throw new errors/* MigrationError */.Py('NOT_APPROVED', `${ledger.uri(name)} approves plan ${found.plan} of ${found.migration}, and this is plan ${digest}`, {
            next: 'It was copied there. Delete it, and approve this plan.',
        });
    }
}


/***/ }),

/***/ 8833:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ newestPlan),
/* harmony export */   u: () => (/* binding */ openPlan)
/* harmony export */ });
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1314);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _ledger_names_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(6779);
/* harmony import */ var _ledger_store_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8038);
/* harmony import */ var _plan_plan_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5821);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2469);








/** The plan of the migration that was made last; null when there is none. */
async function newestPlan(s3, { account, bucket, prefix }, names, signal) {
    const folder = prefix + names.plan('').slice(0, -'.json'.length);
    let newest = null;
    let continuation;
    do {
        const page = await s3.listPage({ from: { bucket, owner: account }, prefix: folder, continuation }, signal);
        // Of one length and one zone: in the order of their texts.
        for (const { key, lastModified } of page.objects)
            if (/\/[0-9a-f]{32}\.json$/.test(key) && (newest === null || lastModified > newest.lastModified))
                newest = { key, lastModified };
        continuation = page.continuation ?? undefined;
    } while (continuation !== undefined);
    return newest === null ? null : `s3://${bucket}/${newest.key}`;
}
/**
 * Reads the plan and checks that it is the one its name says.
 * @throws MigrationError USAGE when there is none, CONTRACT_MISMATCH when it is not what its digest names.
 */
async function openPlan(s3, owner, uri, signal) {
    const { bucket, key } = (0,_ledger_store_js__WEBPACK_IMPORTED_MODULE_3__/* .parseS3Uri */ .yc)(uri);
    let stored;
    try {
        stored = await s3.getObject({ bucket, owner }, key, signal);
    }
    catch (error) {
        throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_6__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_5__/* .explainS3Error */ .y)(error, 'reading the plan') : error;
    }
    if (stored === null)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('USAGE', `There is no plan at ${uri}`, {
            next: 'Give the URI that the plan stage printed, or run the plan stage.',
        });
    const plan = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .plan */ .et, stored.body.toString('utf8'), uri);
    const digest = (0,_plan_plan_js__WEBPACK_IMPORTED_MODULE_4__/* .planDigest */ .G)(plan);
    if (!key.endsWith(`/${digest}.json`)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `The plan at ${uri} has the digest ${digest}: it is not the plan that its name says`, {
            next: 'Somebody changed it after it was planned. Run the plan stage again.',
        });
    }
    const { ledger } = plan;
    if (bucket !== ledger.bucket || !key.startsWith(`${ledger.prefix}${plan.migration}/`) || owner !== ledger.account) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `The plan at ${uri} says that its ledger is s3://${ledger.bucket}/${ledger.prefix}`, {
            next: 'It was copied from there. Give the URI that the plan stage printed.',
        });
    }
    return { plan, digest, uri, names: (0,_ledger_names_js__WEBPACK_IMPORTED_MODULE_7__/* .ledgerNames */ .Qh)(plan.migration, plan.digests.identity) };
}


/***/ })

};
