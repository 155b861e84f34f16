export const id = 381;
export const ids = [381];
export const modules = {

/***/ 2381:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _src_doors_aws_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7789);
/* harmony import */ var _src_doors_plan_crew_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7187);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(461);
/* harmony import */ var _src_report_markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(75);
/* harmony import */ var _src_stages_sync_shard_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8307);






/** Beside this action's dist/: what an action needs lies in its own folder. */
const AGENT = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)(process.argv[1] ?? ''), '..', 'agent', 'index.mjs');
/** What a thread runs, beside this file in its form. */
const THREAD = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)(process.argv[1] ?? ''), `thread${(0,node_path__WEBPACK_IMPORTED_MODULE_0__.extname)(process.argv[1] ?? '')}`);
await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_3__/* .runPlanAction */ .TA)(process.env, async (deps, open, { input, log, number, signals }) => {
    const order = {
        shard: input('shard', { required: true }),
        round: number('round', { min: 0, max: 9, fallback: 0 }),
        lateAfterMs: (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_3__/* .lateAfterMs */ .PV)(number),
    };
    const crew = (0,_src_doors_plan_crew_js__WEBPACK_IMPORTED_MODULE_2__/* .crewForPlan */ .g)(open.plan, { env: process.env, entry: THREAD, credentials: deps.agentCredentials, log });
    const { result, resultUri, error } = await (0,_src_stages_sync_shard_js__WEBPACK_IMPORTED_MODULE_5__/* .syncShardStage */ .gd)({ ...deps, crew, fleet: (0,_src_doors_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .fleetPorts */ .B0)(deps, AGENT) }, open, order, signals);
    return {
        outputs: { verdict: result.verdict, copies: String(result.attempt.copies), result: resultUri },
        summary: (0,_src_report_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .shardMarkdown */ .mH)(result),
        error,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 3694:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ errorOf),
/* harmony export */   n: () => (/* binding */ plainError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

function plainError({ code, message, next, details }) {
    return { code, message, next, details };
}
function errorOf({ code, message, next, details }) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py(code, message, next === undefined ? { details } : { next, details });
}


/***/ }),

/***/ 7187:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  g: () => (/* binding */ crewForPlan)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./build/src/clock.js
var clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/copy/crew.js + 3 modules
var crew = __webpack_require__(5159);
// EXTERNAL MODULE: ./build/src/copy/crew-words.js
var crew_words = __webpack_require__(3694);
// EXTERNAL MODULE: ./build/src/listing/cutting.js + 1 modules
var cutting = __webpack_require__(2007);
// EXTERNAL MODULE: ./build/src/copy/lanes.js + 9 modules
var lanes = __webpack_require__(5135);
;// CONCATENATED MODULE: ./build/src/copy/crew-threads.js





/** Below this many in flight a thread is hardly busy: at 100 µs of CPU a copy (docs/benchmarks.md) and 10 ms each, 64 use most of a core. */
const IN_FLIGHT_EACH = 64;
/** How many threads copy: as many as were asked for, else a core each as long as each has enough in flight. Each has at least one. */
function threadsOf(asked, { cores, inFlight }) {
    return Math.max(1, Math.min(asked ?? Math.min(cores, Math.floor(inFlight / IN_FLIGHT_EACH)), inFlight));
}
/** What is left of `whole` for each of so many threads: never nothing, and together no more where there is one for each. */
function shareOf(whole, threads) {
    return whole === Infinity ? Infinity : Math.max(1, Math.floor(whole / threads));
}
/** A crew of threads: they walk the folders, each with sockets and a rate of its own; this one hands out, adds up and tells. */
function threadCrew(deps) {
    const provide = shared(deps.credentials);
    let members = [];
    let earlier = crew/* NO_CALLS */.g;
    return {
        threads: deps.threads,
        get counters() {
            return members.reduce((sum, { counters }) => addCalls(sum, counters), earlier);
        },
        facts: () => factsOf(members),
        walk: async (work, signals, events) => {
            earlier = members.reduce((sum, { counters }) => addCalls(sum, counters), earlier);
            members = Array.from({ length: deps.threads }, (_, at) => ({
                number: at + 1,
                inHand: new Map(),
                port: null,
                state: 'starting',
                asks: 0,
                counters: crew/* NO_CALLS */.g,
                facts: null,
            }));
            await walk({ ...deps, provide, members }, work, signals, events);
        },
    };
}
async function walk({ members, start, log, provide }, work, signals, events) {
    /** Nothing more is handed out. */
    let closed = false;
    let givenUp = false;
    let handing = false;
    /** Taken for a thread that died before it was told. */
    const returned = [];
    let broken = null;
    const alive = () => members.filter(({ state }) => state === 'starting' || state === 'working');
    const tell = (message) => {
        for (const { port } of alive())
            port?.post(message);
    };
    const giveUpAll = (error) => {
        closed = true;
        givenUp = true;
        tell({ kind: 'give-up', error: (0,crew_words/* plainError */.n)(error) });
        // Those that wait for a folder are told that there is none.
        void handOut();
    };
    const fail = (folder, error, reach = 'folder') => {
        if (events.onFailure(folder, error, reach) && !givenUp)
            giveUpAll(error);
    };
    /** Of those that ask, the one with the fewest in hand; but nobody takes a second one before all others are there to ask. */
    const whoIsNext = () => {
        const asking = alive().filter(({ asks }) => asks > 0);
        const next = asking.toSorted((a, b) => a.inHand.size - b.inHand.size)[0] ?? null;
        const starting = members.some(({ state }) => state === 'starting');
        return next !== null && next.inHand.size > 0 && starting && !closed && !signals.stop.aborted ? null : next;
    };
    const handOut = async () => {
        if (handing)
            return;
        handing = true;
        try {
            for (let to = whoIsNext(); to !== null; to = whoIsNext()) {
                if (signals.stop.aborted)
                    closed = true;
                const task = closed ? null : (returned.shift() ?? (await work.next()));
                if (task === null)
                    closed = true;
                else if (closed)
                    continue;
                if (task !== null && to.state === 'dead')
                    returned.push(task);
                if (to.state === 'dead')
                    continue;
                to.asks -= 1;
                if (task !== null)
                    to.inHand.set(task.folder, task);
                to.port?.post({ kind: 'task', task });
            }
        }
        catch (reason) {
            broken ??= { reason };
            // Else those that wait for a folder would not be told that there is none.
            handing = false;
            giveUpAll((0,errors/* asMigrationError */.hp)(reason));
        }
        finally {
            handing = false;
        }
    };
    const hear = (member, message) => {
        if (member.state === 'starting')
            member.state = 'working';
        switch (message.kind) {
            case 'next':
                member.asks += 1;
                void handOut();
                break;
            case 'folder': {
                const { kind: _, ...end } = message;
                if (member.inHand.delete(end.folder))
                    events.onFolder(end);
                break;
            }
            case 'failure':
                if (member.inHand.delete(message.folder))
                    fail(message.folder, (0,crew_words/* errorOf */.M)(message.error), message.reach);
                break;
            case 'progress':
                member.counters = message.counters;
                member.facts = message.facts;
                events.onSeen?.(message.seen);
                events.onCopied(message.copies, message.copiedBytes);
                break;
            case 'swept':
                events.onSwept?.(message.uploads, message.why);
                break;
            case 'credentials':
                void provide(message.refused).then((credentials) => member.port?.post({ kind: 'credentials', id: message.id, credentials }), (error) => member.port?.post({ kind: 'no-credentials', id: message.id, error: (0,crew_words/* plainError */.n)((0,errors/* asMigrationError */.hp)(error)) }));
                break;
            case 'ended':
                // What it has in hand then was given up with all others; else it is lost like that of one that died.
                if (member.inHand.size === 0 || givenUp)
                    member.state = 'done';
                member.port?.terminate();
                break;
        }
    };
    const bury = (member, why) => {
        member.facts = null;
        if (member.state === 'done')
            return;
        member.state = 'dead';
        if (member.inHand.size === 0)
            log(`Copy thread ${member.number} ended with no folder in hand (${(0,errors/* printable */.g$)(why)}); the others go on`);
        for (const folder of member.inHand.keys())
            fail(folder, lostThread(member.number, folder, why));
        member.inHand.clear();
        void handOut();
    };
    const run = (member) => new Promise((resolve) => {
        const end = (why) => {
            bury(member, why);
            resolve();
        };
        try {
            member.port = start(member.number, work.holdsLittle === true);
        }
        catch (error) {
            end(error instanceof Error ? error.message : String(error));
            return;
        }
        member.port.listen((message) => hear(member, message), end);
        const rangesAtOnce = Math.max(cutting/* RANGES_WHEN_BUSY */.a6, Math.ceil((work.rangesAtOnce ?? lanes/* RANGES_AT_ONCE */.d) / members.length));
        member.port.post({ kind: 'begin', foldersAtOnce: work.foldersAtOnce ?? rangesAtOnce, rangesAtOnce });
    });
    const ears = new AbortController();
    const forward = (kind) => {
        const signal = signals[kind];
        const pass = () => {
            tell({ kind, error: (0,crew_words/* plainError */.n)((0,errors/* asMigrationError */.hp)(signal.reason)) });
            void handOut();
        };
        if (signal.aborted)
            pass();
        else
            signal.addEventListener('abort', pass, { once: true, signal: ears.signal });
    };
    const running = members.map(run);
    forward('stop');
    forward('abort');
    await Promise.all(running);
    ears.abort();
    if (broken !== null)
        throw broken.reason;
    // Nobody is left to ask for them.
    for (let task = await nextLeft(); task !== null; task = await nextLeft())
        fail(task.folder, noThread(task.folder));
    async function nextLeft() {
        return closed || signals.stop.aborted ? null : (returned.shift() ?? (await work.next()));
    }
}
/** Messages are copies: which credentials a thread means is told by their content. */
function shared(provider) {
    let given = null;
    return async (refused) => {
        const same = given?.accessKeyId === refused?.accessKeyId && given?.sessionToken === refused?.sessionToken;
        given = await provider(same ? (given ?? undefined) : undefined);
        const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = given;
        return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
    };
}
function addCalls(a, b) {
    const sum = { ...a };
    for (const name of Object.keys(sum))
        sum[name] += b[name];
    return sum;
}
function factsOf(members) {
    const known = members.flatMap(({ facts }) => (facts === null ? [] : [facts]));
    const sum = (of) => known.reduce((total, facts) => total + of(facts), 0);
    const usedPerSecond = sum((facts) => facts.usedPerSecond);
    const answered = known.filter(({ latencyMs }) => latencyMs > 0);
    return {
        perSecond: sum((facts) => facts.perSecond),
        usedPerSecond,
        inFlight: sum((facts) => facts.inFlight),
        inFlightUpTo: sum((facts) => facts.inFlightUpTo),
        waiting: sum((facts) => facts.waiting),
        throttledShare: usedPerSecond === 0 ? 0 : sum((facts) => facts.throttledShare * facts.usedPerSecond) / usedPerSecond,
        latencyMs: answered.length === 0 ? 0 : answered.reduce((total, { latencyMs }) => total + latencyMs, 0) / answered.length,
    };
}
function lostThread(number, folder, why) {
    return new errors/* MigrationError */.Py('COPY_FAILED', `Copy thread ${number} died while it had folder ${(0,errors/* printable */.g$)(folder)}: ${(0,errors/* printable */.g$)(why)}`, {
        next: 'Run it again: it goes on from the checkpoint. When it dies again, give it fewer threads and report what it says.',
    });
}
function noThread(folder) {
    return new errors/* MigrationError */.Py('COPY_FAILED', `No copy thread was left for folder ${(0,errors/* printable */.g$)(folder)}: all of them have died`, {
        next: 'Run it again with one thread; what is copied is in the checkpoints.',
    });
}

// EXTERNAL MODULE: ./build/src/copy/rate.js + 4 modules
var rate = __webpack_require__(9503);
// EXTERNAL MODULE: ./build/src/copy/shard.js + 2 modules
var shard = __webpack_require__(5220);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
;// CONCATENATED MODULE: ./build/src/doors/threads.js



/** Node's permission model, where it is on, may forbid threads. */
function mayStartThreads(log) {
    const permission = process.permission;
    if (permission?.has('worker') !== false)
        return true;
    log("Node's permission model allows no threads here (--allow-worker): this one copies alone");
    return false;
}
/** A crew of real threads. */
function crewOfThreads({ entry, setup, ...deps }) {
    const share = (whole) => shareOf(whole, deps.threads);
    const { source, target, inFlight, ceilingPerSecond, startPerSecond } = setup;
    const mine = {
        ...setup,
        source: { ...source, connections: share(source.connections) },
        target: { ...target, connections: share(target.connections) },
        inFlight: share(inFlight),
        ceilingPerSecond: ceilingPerSecond / deps.threads,
        startPerSecond: startPerSecond / deps.threads,
    };
    return threadCrew({ ...deps, start: (number, holdsLittle) => startThread(entry, mine, number, holdsLittle) });
}
/**
 * V8 lets a heap grow by what the machine has, which each thread would do by itself: four of them took 1,085 MB to list 10^6 keys, and
 * 481 with these limits (docs/decisions/0018). What a thread holds at once, some pages and copies, is far below; one that needs more dies, and is told.
 * Half the young generation cost about 15 % more CPU for each copy.
 */
const MEMORY = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 256 };
/**
 * A thread is some 9 MB of code, and holds 128 keys of each range when nothing is recorded: what is more is garbage that nobody has looked
 * for yet. With 20 MB it looks for it so often that listing takes half as much CPU again.
 */
const MEMORY_OF_LITTLE = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 22 };
/** Young memory is two halves and as much again for what is moved (V8, Heap::YoungGenerationSizeFromSemiSpaceSize). */
const HALVES_OF_YOUNG = 3;
function startThread(entry, workerData, number, holdsLittle) {
    const resourceLimits = holdsLittle ? MEMORY_OF_LITTLE : MEMORY;
    // The command's own limit (setup/tasks.mjs) is a flag, and a flag would hold for its threads as well.
    external_node_v8_.setFlagsFromString(`--max-semi-space-size=${resourceLimits.maxYoungGenerationSizeMb / HALVES_OF_YOUNG}`);
    const worker = new external_node_worker_threads_.Worker(entry, { workerData, name: `copy-${number}`, resourceLimits });
    let why = null;
    return {
        post: (message) => worker.postMessage(message),
        listen: (heard, ended) => {
            worker.on('message', (message) => heard(message));
            worker.on('error', (error) => (why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)));
            worker.once('exit', (code) => ended(why ?? `it ended with exit code ${code}`));
        },
        terminate: () => void worker.terminate(),
    };
}

;// CONCATENATED MODULE: ./build/src/doors/plan-crew.js






/** Sockets of a thread beside those of its copies: list pages and the ledger. */
const FEW_CONNECTIONS = 16;
/** The threads that copy a shard of the plan here; undefined: the calling one does. */
function crewForPlan(plan, { env, entry, credentials, log }) {
    const { executor, inFlight } = plan.copy;
    // On a hosted runner one core does what it may have in flight; a machine of ours was rented with all of its cores.
    const asked = plan.copy.threads ?? (executor === 'runner' ? 1 : null);
    const threads = threadsOf(asked, { cores: (0,external_node_os_.availableParallelism)(), inFlight });
    if (threads === 1 || !mayStartThreads(log))
        return undefined;
    const endpoint = env['AWS_ENDPOINT_URL'] ?? null;
    return crewOfThreads({
        entry,
        threads,
        credentials,
        log,
        setup: {
            timeScale: (0,clock/* timeScaleOf */.pv)(env),
            source: {
                ...{ region: plan.source.region, endpoint, connections: FEW_CONNECTIONS * threads },
                requesterPays: plan.copy.objects?.requesterPays === true,
            },
            target: { region: plan.target.region, endpoint, connections: inFlight + FEW_CONNECTIONS * threads },
            ledger: plan.ledger,
            inFlight,
            ceilingPerSecond: (0,shard/* ceilingOf */.t)(plan),
            startPerSecond: rate/* START_PER_SECOND */.u,
            dryRun: false,
        },
    });
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


/***/ })

};
