export const id = 950;
export const ids = [950];
export const modules = {

/***/ 4950:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var _src_config_load_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4543);
/* harmony import */ var _src_doors_aws_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7789);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(461);
/* harmony import */ var _src_report_markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(75);
/* harmony import */ var _src_stages_plan_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7275);






await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_3__/* .runStoppableAction */ .MJ)(process.env, async ({ input, log, signals, idToken, worker }) => {
    const migration = await (0,_src_config_load_js__WEBPACK_IMPORTED_MODULE_1__/* .loadMigration */ .t)((path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8'), input('config', { required: true }));
    const role = input('role') || migration.roles.plan;
    const before = input('plan');
    const { plan, digest, uri, startedAt } = await (0,_src_doors_aws_js__WEBPACK_IMPORTED_MODULE_2__/* .withPlanRole */ .qN)({ env: process.env, idToken, worker }, migration, role, (world) => {
        const deps = { ...world, signal: signals.stop, log };
        return before === '' ? (0,_src_stages_plan_js__WEBPACK_IMPORTED_MODULE_5__/* .planStage */ .c)(deps, migration) : (0,_src_stages_plan_js__WEBPACK_IMPORTED_MODULE_5__/* .reopenStage */ .G)(deps, migration, before);
    });
    return {
        outputs: {
            plan: uri,
            digest,
            matrix: JSON.stringify(plan.shards.map(({ shard }) => shard)),
            'shard-count': String(plan.shards.length),
            executor: plan.copy.executor,
            'copy-at-once': String(plan.copy.jobsAtOnce),
            'partition-at-once': String(plan.partition?.jobsAtOnce ?? 1),
            batches: JSON.stringify(plan.partition?.batches.map(({ batch }) => batch) ?? []),
            'batch-count': String(plan.partition?.batches.length ?? 0),
            role: plan.roles.operate,
            'approve-role': plan.roles.approve,
            region: plan.ledger.region,
            'started-at': startedAt,
        },
        summary: (0,_src_report_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .planMarkdown */ .Xg)(plan, digest, uri),
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 7561:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ architectureOf)
/* harmony export */ });
/** Graviton families have a "g" right after their generation (docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html); a1 is the first of them. */
function architectureOf(instanceType) {
    return /^(?:a1|[a-z]+[0-9]+g[a-z]*)\./.test(instanceType) ? 'arm64' : 'x86_64';
}


/***/ }),

/***/ 736:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ ordersOf),
/* harmony export */   b: () => (/* binding */ repeatOrders)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5362);
/* harmony import */ var _plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5821);



/** Round 0: every shard with all of its folders. */
function ordersOf(plan) {
    const digest = (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planDigest */ .G)(plan);
    return plan.shards.map(({ shard, folders }) => orderOf(plan, digest, shard, 0, folders, () => 1));
}
/**
 * A later round: exactly the affected folders, in the shards that they belong to.
 * @param generations the walk that each affected folder is to be of
 */
function repeatOrders(plan, affectedFolders, generations, round) {
    const digest = (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planDigest */ .G)(plan);
    const affected = new Set(affectedFolders);
    const orders = plan.shards.map(({ shard, folders }) => orderOf(plan, digest, shard, round, folders.filter((folder) => affected.delete(folder)), (folder) => generationOf(folder, generations)));
    const [stranger] = affected;
    if (stranger !== undefined)
        throw notPlanned(plan, stranger);
    return orders.filter(({ folders }) => folders.length > 0);
}
function orderOf(plan, digest, shard, round, folders, generation) {
    const sorted = folders.toSorted(_listing_order_js__WEBPACK_IMPORTED_MODULE_2__/* .compareKeys */ .Y);
    return {
        contract: 'shard-order/1',
        migration: plan.migration,
        identity: plan.digests.identity,
        plan: digest,
        shard,
        round,
        folders: sorted,
        generations: Object.fromEntries(sorted.map((folder) => [folder, generation(folder)])),
    };
}
function generationOf(folder, generations) {
    const generation = Object.hasOwn(generations, folder) ? generations[folder] : undefined;
    if (generation !== undefined)
        return generation;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The folder ${folder} is to be walked again, and no generation is given for it`);
}
function notPlanned(plan, folder) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The folder ${folder} is in no shard of the plan of ${plan.migration}`);
}


/***/ }),

/***/ 1439:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ eachUpTo),
/* harmony export */   Q: () => (/* binding */ slots)
/* harmony export */ });
const SMOOTHED_OVER = 256;
function slots(upTo) {
    let free = upTo;
    const waiting = [];
    // Until something is known: each range more costs requests, and may be of no use.
    let waitedShare = 1;
    const next = () => {
        if (free === 0)
            return new Promise((resolve) => void waiting.push(resolve));
        free -= 1;
        return undefined;
    };
    const take = (behind) => {
        waitedShare += ((free === 0 || behind !== undefined ? 1 : 0) - waitedShare) / SMOOTHED_OVER;
        return behind === undefined ? next() : behind.then(next);
    };
    const giveBack = () => {
        const first = waiting.shift();
        if (first === undefined)
            free += 1;
        else
            first();
    };
    return {
        take,
        giveBack,
        pass: () => {
            waitedShare -= waitedShare / SMOOTHED_OVER;
        },
        get areShort() {
            return waitedShare > 0.5;
        },
        run: async (work) => {
            await take();
            try {
                return await work();
            }
            finally {
                giveBack();
            }
        },
    };
}
/**
 * Runs the work over the items, `upTo` at once, and awaits all of it, also when one fails: the first failure
 * stops the taking, and is thrown when what runs has ended.
 */
async function eachUpTo(items, upTo, work) {
    const iterator = items[Symbol.iterator]();
    let failure = null;
    const lane = async () => {
        while (failure === null) {
            const next = iterator.next();
            if (next.done === true)
                return;
            try {
                await work(next.value);
            }
            catch (reason) {
                failure ??= { reason };
            }
        }
    };
    await Promise.all(Array.from({ length: upTo }, lane));
    if (failure !== null)
        throw failure.reason;
}


/***/ }),

/***/ 7275:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  c: () => (/* binding */ planStage),
  G: () => (/* binding */ reopenStage)
});

// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/config/digests.js
var digests = __webpack_require__(5377);
// EXTERNAL MODULE: ./build/src/config/instance-types.js
var instance_types = __webpack_require__(7561);
// EXTERNAL MODULE: ./build/src/config/migration.js
var config_migration = __webpack_require__(5588);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/ledger/names.js
var ledger_names = __webpack_require__(6779);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
;// CONCATENATED MODULE: ./build/src/ledger/start.js


/** When the work of this ledger began, in whichever run was the first: what was written before it is none of ours. */
const start = schemas/* object */.Ikc({ contract: schemas/* literal */.euz('start/1'), at: contract/* moment */.n$ });
/** An ISO moment, or null in a ledger that nobody has begun. @throws MigrationError CONTRACT_MISMATCH when the record is damaged */
async function readStart(ledger, names, signal) {
    const stored = await ledger.read(names.start(), signal);
    return stored === null ? null : (0,contract/* parseContract */.UA)(start, stored.body.toString('utf8'), ledger.uri(names.start())).at;
}
/** Begins the work, or, where another run was there first, tells that one's moment: it is the work's. */
async function beginWork(ledger, names, at, signal) {
    const written = await ledger.write(names.start(), JSON.stringify({ contract: 'start/1', at }), { absent: true });
    if (written.outcome === 'written')
        return { at, first: true };
    return { at: (await readStart(ledger, names, signal)) ?? at, first: false };
}

// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/plan/orders.js
var orders = __webpack_require__(736);
// EXTERNAL MODULE: ./build/src/partition/leg.js + 10 modules
var leg = __webpack_require__(3792);
// EXTERNAL MODULE: ./build/src/partition/network.js
var network = __webpack_require__(8990);
// EXTERNAL MODULE: ./build/src/plan/plan.js + 2 modules
var plan_plan = __webpack_require__(5821);
// EXTERNAL MODULE: ./build/src/plan/refuse.js
var refuse = __webpack_require__(229);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/stages/open-plan.js
var open_plan = __webpack_require__(8833);
// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
;// CONCATENATED MODULE: ./build/src/stages/target-settings.js



/** How a bucket is set decides nothing about a copy: it is looked at for what a person should know before. Never rejects. */
async function lookAtTarget({ s3, clock, signal, upToMs }, use) {
    const of = (0,parties/* bucketOf */.A)(use.target);
    const ended = new AbortController();
    const until = AbortSignal.any([signal, ended.signal]);
    const over = clock.sleep(upToMs, until).then(() => unseen(new Error(`no answer within ${upToMs / 1000} s`)), unseen);
    const see = (ask) => Promise.race([ask(until).then((known) => ({ known }), unseen), over]);
    try {
        const [versions, foreignWriter] = await Promise.all([versionsOf(s3, of, see), foreignWriterOf(s3, use, see)]);
        return { ...versions, foreignWriter };
    }
    finally {
        ended.abort();
    }
}
const unseen = (why) => ({ known: null, why: why instanceof Error ? why : new Error(String(why)) });
async function versionsOf(s3, of, see) {
    const versioning = await see((signal) => s3.versioning(of, signal));
    return { versioning, lifecycle: versioning.known === 'on' ? await see((signal) => s3.lifecycle(of, signal)) : null };
}
/** Without an ACL an object belongs to whoever wrote it, unless the bucket enforces its owner (userguide/about-object-ownership). */
async function foreignWriterOf(s3, { acl, target, writer }, see) {
    if (writer === null || acl !== 'none')
        return null;
    const ownership = await see((signal) => s3.ownership((0,parties/* bucketOf */.A)(target), signal));
    if (ownership.known === 'BucketOwnerEnforced')
        return null;
    // A server that does not know the question has no accounts either.
    if (ownership.known === null && !isRefused(ownership.why))
        return null;
    const account = (await see(writer)).known;
    if (account === null || account === '' || account === target.account)
        return null;
    if (target.account !== '')
        return { account, ownership: ownership.known };
    // S3 refuses whoever expects another owner than the bucket has, and says no more.
    const expected = { from: { bucket: target.bucket, owner: account }, prefix: target.prefix, maxKeys: 1 };
    const listed = await see((signal) => s3.listPage(expected, signal));
    return listed.known === null && isRefused(listed.why) ? { account, ownership: ownership.known } : null;
}
const isRefused = (why) => why instanceof types/* S3Error */.D && why.status === 403;
/** What is worth a line each. `prefixes`: below which everything is copied. */
function adviceOn({ foreignWriter, lifecycle, versioning }, bucket, prefixes) {
    const advice = [];
    // A bucket that keeps versions keeps, and bills, what is overwritten or deleted (userguide/Versioning).
    if (versioning.known === 'on' && lifecycle !== null) {
        const kept = `Bucket ${bucket} keeps every version of an object`;
        const billed = 'what is overwritten or deleted there stays billed';
        const where = lifecycle.known === null ? null : whereVersionsStay(lifecycle.known, bucket, prefixes);
        if (lifecycle.known === null)
            advice.push(`${kept}, and whether its lifecycle ends the earlier ones is not known: without, ${billed}. ${wordsOf(lifecycle.why)}`);
        else if (where !== null)
            advice.push(`${kept}, and its lifecycle does not end the earlier ones of all ${where}: ${billed}. next: add a rule with NoncurrentVersionExpiration, if they are not wanted`);
    }
    if (foreignWriter !== null) {
        const { account, ownership } = foreignWriter;
        const leaves = ownership === null ? 'perhaps leaves objects to whoever writes them (that may not be seen)' : 'leaves objects to whoever writes them';
        advice.push(`Bucket ${bucket} is not of account ${account}, which copies, and ${leaves}: its owner could not read them. ` +
            'next: copy with --acl bucket-owner-full-control, or have the bucket enforce its owner (ObjectOwnership)');
    }
    return advice;
}
/** null: everywhere that is copied to, some rule ends earlier versions of every object. */
function whereVersionsStay(rules, bucket, prefixes) {
    const ends = (prefix) => rules.some((rule) => rule.endsEarlierVersions && !rule.isNarrower && prefix.startsWith(rule.prefix));
    const open = prefixes.filter((prefix) => !ends(prefix));
    if (open.length === 0)
        return null;
    const others = open.length === 1 ? '' : ` and ${(open.length - 1).toLocaleString('en-US')} more`;
    return `below s3://${bucket}/${(0,errors/* printable */.g$)(open[0])}${others}`;
}
/** Why it could not be seen, with what S3 support asks for. */
function wordsOf(why) {
    return why instanceof types/* S3Error */.D ? `${why.code}: ${why.message} (${why.operation}, request ${why.requestId})` : (0,errors/* printable */.g$)(why.message);
}

// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
;// CONCATENATED MODULE: ./build/src/stages/plan.js


















const FOLDERS_AT_ONCE = 16;
/** What is not known of the target's settings by then is not waited for. */
const LOOK_UP_TO_MS = 30_000;
/**
 * Looks once at every expected folder, plans the shards, and writes the plan with its orders. Nothing is granted,
 * rented or copied; whatever is wrong with the config, the buckets or the folders is said here, before anything starts.
 */
async function planStage(deps, migration) {
    const { clock, ledger, log, signal } = deps;
    const startedAt = (0,src_clock/* isoSeconds */.nE)(clock.now());
    log(`Looking at ${migration.folders.length} folders of s3://${migration.source.bucket}/${migration.source.prefix}`);
    const target = { bucket: migration.target.bucket, owner: migration.target.account };
    await explained('looking at the target', () => deps.target.listPage({ from: target, prefix: migration.target.prefix, maxKeys: 1 }, signal));
    await lookAtSettings(deps, migration);
    const survey = await surveyFolders(deps, migration);
    (0,refuse/* surveyProblems */.Z)(migration, survey);
    const names = (0,ledger_names/* ledgerNames */.Qh)(migration.name, (0,digests/* digestsOf */.nw)(migration).identity);
    const begun = await readStart(ledger, names, signal);
    // An instance type that nobody knows is said here, before anything is rented.
    if (migration.partition !== null)
        (0,leg/* sizingOf */.w)(migration.partition.machines);
    for (const [field, type] of machineTypes(migration))
        await lookAtMachineType(deps, field, type, migration.target.region);
    await lookAtNetwork(deps, migration);
    const { copy } = migration;
    const verifies = (0,config_migration/* verifyMachine */.vj)(migration);
    const imageFor = ({ type }) => deps.newestImage((0,instance_types/* architectureOf */.N)(type));
    const imageId = copy.executor === 'fleet' ? await imageFor(copy.machine) : null;
    const verifyImageId = verifies === null ? null : await imageFor(verifies);
    const plannedSince = (since) => (0,plan_plan/* planMigration */.E)({ migration, survey, imageId, verifyImageId, since, createdAt: startedAt });
    (0,refuse/* refuseOverLimits */.b)(plannedSince(begun ?? startedAt), migration.limits);
    const capped = migration.limits.usd !== null || migration.limits.hours !== null;
    const more = survey.filter((folder) => folder.more).length;
    if (capped && more > 0)
        log(`Estimate is a lower bound: ${more} folders hold more than one page of keys, so the plan may pass limits and cost more`);
    // Two runs may begin a migration in the same second: the later one goes on with the earlier one's start, as any later run does.
    const plan = plannedSince(begun ?? (await beginWork(ledger, names, startedAt, signal)).at);
    const digest = (0,plan_plan/* planDigest */.G)(plan);
    // Orders first: a plan that can be read has all of its orders.
    for (const order of (0,orders/* ordersOf */.F)(plan))
        await (0,store/* writeOrThrow */.Hy)(ledger, names.order(digest, 0, order.shard), JSON.stringify(order));
    await (0,store/* writeOrThrow */.Hy)(ledger, names.plan(digest), JSON.stringify(plan));
    const keys = survey.reduce((sum, folder) => sum + folder.keys, 0);
    log(`Planned ${plan.shards.length} shards for ${keys}${survey.some(({ more }) => more) ? ' or more' : ''} keys; plan ${digest}`);
    return { plan, digest, uri: ledger.uri(names.plan(digest)), startedAt };
}
/**
 * Goes on with a plan that was made before, in a run that follows another: nothing is surveyed, nothing is planned again.
 * @throws MigrationError USAGE when the migration file describes another copy or table by now
 */
async function reopenStage({ clock, log, signal, target }, migration, uri) {
    const startedAt = (0,src_clock/* isoSeconds */.nE)(clock.now());
    const { digest, plan } = await (0,open_plan/* openPlan */.u)(target, migration.ledger.account, uri, signal);
    const now = (0,digests/* digestsOf */.nw)(migration);
    if (plan.migration !== migration.name || plan.digests.identity !== now.identity || plan.digests.transform !== now.transform) {
        throw new errors/* MigrationError */.Py('USAGE', `The plan at ${uri} is of another copy or table than the migration file describes`, {
            next: 'The file was changed meanwhile. Run the workflow without a plan: it makes a new one, for approval.',
        });
    }
    log(`Going on with plan ${digest}, made ${plan.createdAt}`);
    return { plan, digest, uri, startedAt };
}
/** The types of machines that will be rented, by the field that names each. */
function machineTypes(migration) {
    const { copy } = migration;
    const verifies = (0,config_migration/* verifyMachine */.vj)(migration);
    const types = copy.executor === 'fleet' ? [['copy.machine.type', copy.machine.type]] : [];
    return verifies === null ? types : [...types, ['verify.machine.type', verifies.type]];
}
/** @throws MigrationError UNKNOWN_INSTANCE_TYPE */
async function lookAtMachineType({ log, machineType }, field, type, region) {
    const sight = await machineType(type);
    if (sight.known === null) {
        log(`Whether EC2 has machines of type ${type} is not known: the plan role may not look (deploy infra/machines.yml again). ${sight.detail}`);
        return;
    }
    if (sight.known)
        return;
    throw new errors/* MigrationError */.Py('UNKNOWN_INSTANCE_TYPE', `${field}: EC2 has no instance type "${type}" in ${region}`, {
        next: 'Correct it in the migration file; `aws ec2 describe-instance-types --query InstanceTypes[].InstanceType` lists those that there are.',
    });
}
/** What a person should know of the target's bucket before it is filled; nothing is refused for it. The agent role is of its account. */
async function lookAtSettings({ clock, log, signal, target: s3 }, { folders, target }) {
    const settings = await lookAtTarget({ s3, clock, signal, upToMs: LOOK_UP_TO_MS }, { target, acl: 'none', writer: null });
    const prefixes = folders.map((folder) => `${target.prefix}${folder}/`);
    for (const line of adviceOn(settings, target.bucket, prefixes))
        log(line);
    const { versioning } = settings;
    if (versioning.known !== null)
        return;
    const mayNot = versioning.why instanceof types/* S3Error */.D && versioning.why.status === 403;
    const next = mayNot ? ': the plan role may not look (deploy infra/target.yml again)' : '';
    log(`Whether bucket ${target.bucket} keeps earlier versions is not known${next}. ${wordsOf(versioning.why)}`);
}
/** A cluster on a network that EMR may not use ends hours after the plan, and does not say why. */
async function lookAtNetwork({ clusterNetwork, log }, { partition, target }) {
    if (partition === null)
        return;
    const sight = await clusterNetwork(partition.subnet);
    if (sight.network !== null)
        return (0,network/* refuseUntagged */.iB)(sight.network, { region: target.region, subnet: partition.subnet });
    log(`Whether EMR may use the clusters' network is not known: the plan role may not look (deploy infra/machines.yml again). ${sight.detail}`);
}
/** One page of each folder: proves that it is there, and weighs it up to a page's 1,000 keys. */
async function surveyFolders({ source, signal }, migration) {
    const survey = [];
    const from = { bucket: migration.source.bucket, owner: migration.source.account };
    await (0,pool/* eachUpTo */.M)(migration.folders.entries(), FOLDERS_AT_ONCE, async ([index, folder]) => {
        const page = await explained(`looking at folder ${folder} of the source`, () => firstPage(source, { from, prefix: `${migration.source.prefix}${folder}/` }, signal));
        const bytes = page.objects.reduce((sum, { size }) => sum + size, 0);
        survey[index] = { folder, keys: page.objects.length, bytes, more: page.continuation !== null };
    });
    return survey;
}
/** The first page that has a key, or the last one. An empty page may be followed by a full one; never by itself, for ever. */
async function firstPage(source, ask, signal) {
    for (let continuation;;) {
        const page = await source.listPage({ ...ask, continuation }, signal);
        if (page.objects.length > 0 || page.continuation === null || page.continuation === continuation)
            return page;
        ({ continuation } = page);
    }
}
async function explained(doing, work) {
    try {
        return await work();
    }
    catch (error) {
        throw error instanceof types/* S3Error */.D ? (0,explain/* explainS3Error */.y)(error, doing) : error;
    }
}


/***/ })

};
