export const id = 232;
export const ids = [232];
export const modules = {

/***/ 9232:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_copy_thread_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48);

await (0,_src_doors_copy_thread_js__WEBPACK_IMPORTED_MODULE_0__/* .runCopyThread */ .l)();

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

/***/ 48:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  l: () => (/* binding */ runCopyThread)
});

// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/s3/memoised.js
var memoised = __webpack_require__(1121);
// EXTERNAL MODULE: ./build/src/copy/crew.js + 3 modules
var copy_crew = __webpack_require__(5159);
// EXTERNAL MODULE: ./build/src/copy/crew-words.js
var crew_words = __webpack_require__(3694);
;// CONCATENATED MODULE: ./build/src/copy/crew-member.js



/** The main thread shows progress a few times a second at most. */
const SAY_EVERY_MS = 250;
/** One thread of a crew (crew-threads.ts is the other side). */
function crewMember({ post, listen }, clock) {
    const stop = new AbortController();
    const abort = new AbortController();
    const givenUp = new AbortController();
    const asks = [];
    const waiting = new Map();
    let asked = 0;
    const begun = Promise.withResolvers();
    listen((message) => {
        switch (message.kind) {
            case 'begin':
                begun.resolve(message);
                break;
            case 'task':
                asks.shift()?.(message.task);
                break;
            case 'stop':
                stop.abort((0,crew_words/* errorOf */.M)(message.error));
                break;
            case 'abort':
                abort.abort((0,crew_words/* errorOf */.M)(message.error));
                break;
            case 'give-up':
                givenUp.abort((0,crew_words/* errorOf */.M)(message.error));
                break;
            case 'credentials':
                waiting.get(message.id)?.resolve(message.credentials);
                waiting.delete(message.id);
                break;
            case 'no-credentials':
                waiting.get(message.id)?.reject((0,crew_words/* errorOf */.M)(message.error));
                waiting.delete(message.id);
                break;
        }
    });
    const ask = (refused) => new Promise((resolve, reject) => {
        const id = asked;
        asked += 1;
        waiting.set(id, { resolve, reject });
        post({ kind: 'credentials', id, refused });
    });
    return {
        credentials: (0,memoised/* memoised */.Q)(ask, clock),
        work: async ({ rate, s3, ...deps }) => {
            let [seen, copies, copiedBytes, saidCalls] = [0, 0, 0, 0];
            const say = () => {
                const counters = callsOf(s3);
                const calls = counters.list + counters.copy + counters.get + counters.put + counters.retries;
                if (seen === 0 && copies === 0 && calls === saidCalls)
                    return;
                post({ kind: 'progress', seen, copies, copiedBytes, counters, facts: rate.facts() });
                [seen, copies, copiedBytes, saidCalls] = [0, 0, 0, calls];
            };
            const { foldersAtOnce, rangesAtOnce } = await begun.promise;
            const over = new AbortController();
            const saying = (async () => {
                for (;;) {
                    await clock.sleep(SAY_EVERY_MS, over.signal);
                    say();
                }
            })().catch((error) => {
                if (!over.signal.aborted)
                    throw error;
            });
            const next = () => new Promise((resolve) => {
                asks.push(resolve);
                post({ kind: 'next' });
            });
            const crew = (0,copy_crew/* crewHere */.a)({ ...deps, s3, rate, givenUp: givenUp.signal });
            await crew.walk({ next, foldersAtOnce, rangesAtOnce }, { stop: stop.signal, abort: abort.signal }, {
                onFolder: (end) => {
                    say();
                    post({ kind: 'folder', ...end });
                },
                onFailure: (folder, error, reach) => {
                    say();
                    post({ kind: 'failure', folder, error: (0,crew_words/* plainError */.n)(error), reach });
                    // Whether the others are of use is the main thread's to say: it gives all of them up.
                    return false;
                },
                onCopied: (more, bytes) => {
                    copies += more;
                    copiedBytes += bytes;
                },
                onSeen: (keys) => {
                    seen += keys;
                },
                onSwept: (uploads, why) => post({ kind: 'swept', uploads, why }),
            });
            over.abort();
            await saying;
            say();
            post({ kind: 'ended' });
        },
    };
}
function callsOf({ source, target }) {
    const sum = { ...copy_crew/* NO_CALLS */.g };
    for (const { counters } of source === target ? [source] : [source, target])
        for (const name of Object.keys(sum))
            sum[name] += counters[name];
    return sum;
}

// EXTERNAL MODULE: ./build/src/copy/rate.js + 4 modules
var rate = __webpack_require__(9503);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
;// CONCATENATED MODULE: ./build/src/ledger/file-store.js






/**
 * A ledger in a folder of this machine, for copies without a migration. Conditions hold among the writers of one process; two processes
 * on one folder find out about each other by the right to the work (`asHolder`), not by each write. A lock would outlive a kill.
 * Names are those of the ledger; what a file system cannot hold, or takes for a way elsewhere, is encoded.
 */
function fileLedger(root) {
    const fileOf = (name) => external_node_path_.join(root, ...name.split('/').map(encoded));
    const writing = new Map();
    const store = async (name, body, condition) => {
        const file = fileOf(name);
        await (0,promises_.mkdir)(external_node_path_.dirname(file), { recursive: true });
        const found = condition === undefined ? null : await readOrNull(file);
        const holds = condition === undefined || ('absent' in condition ? found === null : found !== null && etagOf(found) === condition.etag);
        if (!holds)
            return { outcome: 'conflict' };
        const bytes = Buffer.from(body);
        // Beside it and then in its place: a crash leaves the old one or the new one.
        const beside = await writeBeside(file, bytes);
        await (0,promises_.rename)(beside, file);
        return { outcome: 'written', etag: etagOf(bytes) };
    };
    return {
        uri: (name) => fileOf(name),
        read: async (name, signal) => {
            signal?.throwIfAborted();
            const body = await readOrNull(fileOf(name)).catch(unusable('read', fileOf(name)));
            return body === null ? null : { body, etag: etagOf(body) };
        },
        list: async (beginning, signal) => {
            signal?.throwIfAborted();
            const folder = external_node_path_.join(root, ...beginning.split('/').slice(0, -1).map(encoded));
            const found = await (0,promises_.readdir)(folder, { recursive: true, withFileTypes: true }).catch((error) => {
                // Taken for empty, a folder that cannot be read would lose what was written.
                if (isAbsent(error))
                    return [];
                return unusable('listed', folder)(error);
            });
            return found
                .filter((entry) => entry.isFile() && !entry.name.includes(BESIDE))
                .map((entry) => external_node_path_.relative(root, external_node_path_.join(entry.parentPath, entry.name)).split(external_node_path_.sep).map(decoded).join('/'))
                .filter((name) => name.startsWith(beginning))
                .toSorted(order/* compareKeys */.Y);
        },
        write: async (name, body, condition) => {
            const turn = (writing.get(name) ?? Promise.resolve()).then(() => store(name, body, condition));
            const settled = turn.catch(() => undefined).then(() => void (writing.get(name) === settled && writing.delete(name)));
            writing.set(name, settled);
            return await turn.catch(unusable('written', fileOf(name)));
        },
    };
}
/** No encoded name has it. */
const BESIDE = '+';
let writes = 0;
/** A file of this write alone: threads and stores of one process write at once, and so may a process of the same id in another container. */
async function writeBeside(file, bytes) {
    for (;;) {
        writes += 1;
        const beside = `${file}${BESIDE}${process.pid}-${external_node_worker_threads_.threadId}-${writes}`;
        try {
            await (0,promises_.writeFile)(beside, bytes, { flush: true, flag: 'wx' });
            return beside;
        }
        catch (error) {
            if (isThere(error))
                continue;
            await (0,promises_.rm)(beside, { force: true });
            throw error;
        }
    }
}
/** Of a part of a name that is empty: a path would lose it. */
const EMPTY = '%_';
function encoded(part) {
    if (part === '')
        return EMPTY;
    return part === '.' || part === '..' ? part.replaceAll('.', '%2E') : encodeURIComponent(part);
}
const decoded = (part) => (part === EMPTY ? '' : decodeURIComponent(part));
const etagOf = (body) => (0,external_node_crypto_.hash)('sha256', body, 'hex');
async function readOrNull(file) {
    try {
        return await (0,promises_.readFile)(file);
    }
    catch (error) {
        if (isAbsent(error))
            return null;
        throw error;
    }
}
const isThere = (error) => error instanceof Error && 'code' in error && error.code === 'EEXIST';
const isAbsent = (error) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
/** @throws MigrationError USAGE */
function unusable(what, file) {
    return (cause) => {
        throw new errors/* MigrationError */.Py('USAGE', `${file} of the ledger cannot be ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
            cause,
            next: 'Give a folder that you may write to, on a disk that has room, as --ledger; then go on with --resume.',
        });
    };
}

// EXTERNAL MODULE: ./build/src/ledger/store.js
var ledger_store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/s3/client.js + 21 modules
var s3_client = __webpack_require__(204);
// EXTERNAL MODULE: external "node:perf_hooks"
var external_node_perf_hooks_ = __webpack_require__(643);
;// CONCATENATED MODULE: ./build/src/doors/loop.js

/** Long enough for several pages, short enough that a listing from afar loses nothing by it. */
const WINDOW_MS = 250;
const BUSY_FROM_SHARE = 0.9;
/**
 * In how many looks, one after the other up to the last, this thread had time left; 0: it has worked nearly all of its time of late, and what
 * more it asked for at once would not come sooner, but lie about until there is time for it. At first it is taken to have none: a program that
 * begins has none. A look is due with the first question after its time. `use` and `nowMs` are Node's own unless a test gives others.
 */
function idleLoop(use = useOfThisLoop(), nowMs = () => external_node_perf_hooks_.performance.now()) {
    let askedAtMs = nowMs();
    let idleLooks = 0;
    return () => {
        const now = nowMs();
        if (now - askedAtMs < WINDOW_MS)
            return idleLooks;
        askedAtMs = now;
        idleLooks = use() >= BUSY_FROM_SHARE ? 0 : idleLooks + 1;
        return idleLooks;
    };
}
/** Whether it had none when one looked last. */
function busyLoop(...given) {
    const idleLooks = idleLoop(...given);
    return () => idleLooks() === 0;
}
function useOfThisLoop() {
    let last = external_node_perf_hooks_.performance.eventLoopUtilization();
    return () => {
        const now = external_node_perf_hooks_.performance.eventLoopUtilization();
        const { utilization } = external_node_perf_hooks_.performance.eventLoopUtilization(now, last);
        last = now;
        return utilization;
    };
}

;// CONCATENATED MODULE: ./build/src/doors/copy-thread.js








/**
 * The whole of a copying thread (`threads.ts` starts it). It imports no SDK and reads no environment, so that a thread is there
 * soon and stays small.
 */
async function runCopyThread() {
    const { timeScale, source, target, ledger, inFlight, dryRun, ...rates } = external_node_worker_threads_.workerData;
    const port = external_node_worker_threads_.parentPort;
    const clock = (0,src_clock/* scaledClock */.vs)(timeScale);
    const member = crewMember({
        post: (message) => port.postMessage(message),
        listen: (heard) => void port.on('message', (message) => heard(message)),
    }, clock);
    const client = (of) => (0,s3_client/* createS3 */.h)({ ...of, credentials: member.credentials, clock, random: Math.random });
    const s3 = { source: client(source), target: client(target) };
    const store = 'folder' in ledger ? fileLedger(ledger.folder) : (0,ledger_store/* s3Ledger */.i9)(s3.target, ledger);
    await member.work({
        s3,
        ledger: dryRun ? (0,ledger_store/* readOnly */.Tu)(store) : store,
        clock,
        random: Math.random,
        dryRun,
        inFlight,
        isLoopBusy: busyLoop(),
        rate: (0,rate/* createRate */.T)({ ...rates, clock, random: Math.random, inFlightUpTo: inFlight }),
    });
}


/***/ })

};
