export const id = 925;
export const ids = [925];
export const modules = {

/***/ 1533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FB: () => (/* binding */ VANISHED),
/* harmony export */   KE: () => (/* binding */ addAccounts),
/* harmony export */   MA: () => (/* binding */ addTallies),
/* harmony export */   NX: () => (/* binding */ assertClosed),
/* harmony export */   V3: () => (/* binding */ NO_TALLY),
/* harmony export */   hk: () => (/* binding */ addReasons),
/* harmony export */   hp: () => (/* binding */ NO_ACCOUNTS)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

const NO_ACCOUNTS = {
    listed: 0,
    identical: 0,
    copied: 0,
    failed: 0,
    vanished: 0,
    excluded: 0,
    targetListed: 0,
    matched: 0,
    targetOnly: 0,
    bytes: 0,
};
function addAccounts(a, b) {
    return {
        listed: a.listed + b.listed,
        identical: a.identical + b.identical,
        copied: a.copied + b.copied,
        failed: a.failed + b.failed,
        vanished: a.vanished + b.vanished,
        excluded: a.excluded + b.excluded,
        targetListed: a.targetListed + b.targetListed,
        matched: a.matched + b.matched,
        targetOnly: a.targetOnly + b.targetOnly,
        bytes: a.bytes + b.bytes,
    };
}
function addReasons(a, b) {
    const sum = { ...a };
    for (const [reason, times] of Object.entries(b))
        sum[reason] = (sum[reason] ?? 0) + times;
    return sum;
}
const NO_TALLY = { accounts: NO_ACCOUNTS, reasons: {}, vanished: [], failures: [], copies: 0 };
const VANISHED = 'vanished: gone from the source';
/** What two stretches of a folder's keys came to. */
function addTallies(a, b) {
    return {
        accounts: addAccounts(a.accounts, b.accounts),
        reasons: addReasons(a.reasons, b.reasons),
        vanished: [...a.vanished, ...b.vanished],
        failures: [...a.failures, ...b.failures],
        copies: a.copies + b.copies,
    };
}
/** Every key has ended in exactly one class, or the work is unproven. @throws MigrationError ACCOUNTS_OPEN */
function assertClosed(accounts, of) {
    const source = accounts.identical + accounts.copied + accounts.failed + accounts.vanished + accounts.excluded;
    const target = accounts.matched + accounts.targetOnly;
    if (accounts.listed === source && accounts.targetListed === target)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The accounts of ${of} do not close: listed ${accounts.listed} ≠ ${source}, or at the target ${accounts.targetListed} ≠ ${target}`, {
        next: 'This is a defect of bucket-brigade: please report it. Nothing of this account is taken as proof.',
    });
}


/***/ }),

/***/ 8372:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fn: () => (/* binding */ checkpoint),
/* harmony export */   i1: () => (/* binding */ shardResult),
/* harmony export */   uI: () => (/* binding */ segmentHead),
/* harmony export */   vd: () => (/* binding */ accounts)
/* harmony export */ });
/* unused harmony exports manifestEntry, failedKey, failedFolder, stretch, manifestPiece, tally */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);


/**
 * Source side: listed = identical + copied + failed + vanished + excluded. Target side: targetListed = matched + targetOnly.
 * Each key counts once, by how it ended in the whole migration: a key that we copied stays `copied` in later rounds.
 */
const accounts = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    listed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    identical: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    copied: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    failed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    vanished: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    excluded: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    targetListed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    matched: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    targetOnly: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Bytes of the keys proven at the target. */
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
});
/** One source key proven to be at the target. Lines of the manifest's segments, in UTF-8 byte order of `key`. */
const manifestEntry = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    size: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    sourceETag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    targetETag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    lastModified: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    origin: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['copied', 'identical']),
});
const failedKey = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** S3's own words, cut where they are long. */
    message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Of the request that was refused, for whoever asks AWS. Absent: no single one was, or an earlier version has written this. */
    requestId: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
    /** What to do about it; it is the same for all keys of a code, so only the first few of each have it. */
    next: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
});
/** A folder whose walk ended before its end, and why. */
const failedFolder = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    folder: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    requestId: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
    next: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
});
/** A stretch of a folder's keys in UTF-8 byte order: after `from` (null: from the beginning), up to and including `to` (null: to the end). */
const stretch = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ from: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(), to: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable() });
/**
 * Segments 0 .. segments-1 below `dir` of the folder's manifest, one walk of one range: of them, what lies in the stretch counts.
 * `dir` is `<generation>/e<epoch>-r<range>`.
 */
const manifestPiece = stretch.extend({ dir: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), segments: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9 });
/** What has become of the keys of a stretch; tallies of neighbours add up. */
const tally = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    accounts,
    /** Decisions by class and reason, e.g. "copied: missing". */
    reasons: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    /** Keys that were listed and gone before they could be copied; they stay in the accounts. */
    vanished: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** Every key that failed, with S3's own words. A folder with failures is never `done` for a later run. */
    failures: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedKey),
    /** Copies made: more than `accounts.copied` when a key was copied again. */
    copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
});
/**
 * The first line of a segment: how far the walk of one range has come with it, all counted from the range's beginning.
 * A segment is thus its range's checkpoint as well, and one PUT makes both true.
 */
const segmentHead = tally.extend({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('segment/1'),
    ...stretch.shape,
    /** Keys that the folder's checkpoint counts as vanished, and that are there again. */
    returned: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** A listing is no snapshot: the keys of the range, so far as it has come, were listed between these moments. Earlier versions did not say. */
    listedSince: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$.optional(),
    listedUntil: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$.optional(),
});
/**
 * How far one folder has come, as of its last taking over: segments written since then by its owner are found by listing.
 * Written with a condition on the version that was read, so that of two workers one is told.
 */
const checkpoint = tally.extend({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('checkpoint/2'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    folder: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Each walk of a folder from its beginning is one. */
    generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    /** How often this generation was taken over; segments of an epoch are written by one worker only. */
    epoch: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['copying', 'done']),
    /** What decides which keys are copied and how, beyond the identity. A walk goes on only under the same. */
    options: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** In key order and disjoint; when `done`, together the folder. */
    pieces: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(manifestPiece),
    /** The stretches that the pieces prove, and those where nothing was to be recorded: in key order, disjoint, neighbours joined. */
    walked: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(stretch),
    /** What earlier walks have proven, in key order and disjoint. */
    earlier: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(manifestPiece),
    /** Why S3 refused every copy of the folder, until somebody mends that: its walk has ended there. Absent: it has not, as far as is known. */
    refused: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }).optional(),
    updatedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
const shardResult = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('shard-result/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    round: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    folders: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Folders that were done before this worker looked at them. */
    skipped: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    accounts,
    reasons: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    failures: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedKey),
    /** The first of those that it could not end for another reason than a stop. Absent in results of earlier versions. */
    failedFolders: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedFolder).optional(),
    /** What this worker itself did, in this attempt. */
    attempt: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
        copiedBytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
        listRequests: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
        copyRequests: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
        retries: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
        seconds: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(),
        /** Uploads in parts that a worker before this one had left behind, and that were ended; null: S3 would not list them, or not end them. */
        sweptUploads: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9.nullable().default(0),
        /** Why not, the first time that it would not. */
        unswept: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
    }),
    verdict: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['equal', 'failed', 'stopped']),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});


/***/ }),

/***/ 7925:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HQ: () => (/* binding */ readCheckpoint),
/* harmony export */   K1: () => (/* binding */ withRange),
/* harmony export */   Uu: () => (/* binding */ lastEpoch),
/* harmony export */   Xe: () => (/* binding */ piecesOf),
/* harmony export */   gQ: () => (/* binding */ readProgress)
/* harmony export */ });
/* harmony import */ var _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1533);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);
/* harmony import */ var _contracts_copy_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8372);
/* harmony import */ var _listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6359);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7406);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1439);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1330);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6779);








async function readCheckpoint(ledger, names, folder, signal) {
    const stored = await ledger.read(names.checkpoint(folder), signal);
    if (stored === null)
        return null;
    return { checkpoint: (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .parseContract */ .UA)(_contracts_copy_js__WEBPACK_IMPORTED_MODULE_2__/* .checkpoint */ .Fn, stored.body.toString('utf8'), ledger.uri(names.checkpoint(folder))), etag: stored.etag };
}
const READS_AT_ONCE = 16;
/**
 * The checkpoint with what its owner has written since: how far the folder is now. A folder that is done costs one read.
 * What damaged segments at a range's end have proven is not counted, and is walked again.
 */
async function readProgress(ledger, names, folder, signal) {
    const found = await readCheckpoint(ledger, names, folder, signal);
    if (found === null || found.checkpoint.state === 'done')
        return found;
    const { generation, epoch } = found.checkpoint;
    const root = names.manifest(folder);
    const written = segmentsByDir(root, await ledger.list(root + (0,_names_js__WEBPACK_IMPORTED_MODULE_6__/* .epochDir */ .Xj)(generation, epoch), signal));
    const ranges = [];
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_7__/* .eachUpTo */ .M)(written, READS_AT_ONCE, async ([dir, segments]) => {
        const range = await lastWhole((index) => (0,_manifest_js__WEBPACK_IMPORTED_MODULE_5__/* .readSegmentHead */ .Yv)(ledger, names.segment(folder, dir, index), signal), segments);
        if (range === null)
            return;
        const { head } = range;
        ranges.push({ piece: { dir, segments: range.segments, from: head.from, to: head.to }, head });
    });
    return { ...found, checkpoint: ranges.reduce((all, { piece, head }) => withRange(all, piece, head), found.checkpoint) };
}
/** How far a range has come by its last segment that can be read; null when none can. */
async function lastWhole(headOf, written) {
    for (let segments = written; segments > 0; segments -= 1) {
        try {
            return { segments, head: await headOf(segments - 1) };
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .MigrationError */ .Py) || error.code !== 'UNPROVEN')
                throw error;
        }
    }
    return null;
}
/** The highest epoch of a generation that has segments, whoever counts them; 0 when none has. */
async function lastEpoch(ledger, names, { folder, generation }, signal) {
    const root = names.manifest(folder) + (0,_names_js__WEBPACK_IMPORTED_MODULE_6__/* .generationDir */ .w6)(generation);
    const epochs = (await ledger.list(root, signal)).map((name) => Number(/^e(\d+)-/.exec(name.slice(root.length))?.[1] ?? 0));
    return epochs.reduce((last, epoch) => Math.max(last, epoch), 0);
}
/** Segments are written one after another, so that those that count are 0 up to the first that is not there. */
function segmentsByDir(root, names) {
    const found = new Map();
    // From the millionth on their names have seven digits, and come before those of six that they follow.
    const later = new Map();
    for (const name of names) {
        const match = /^(.+)\/(\d{6,})\.ndjson\.gz$/.exec(name.slice(root.length));
        if (match === null)
            continue;
        const [, dir, digits] = match;
        const index = Number(digits);
        const before = found.get(dir) ?? 0;
        if (index === before)
            found.set(dir, before + 1);
        else
            later.set(dir, (later.get(dir) ?? new Set()).add(index));
    }
    for (const [dir, indexes] of later) {
        let count = found.get(dir) ?? 0;
        while (indexes.has(count))
            count += 1;
        if (count > 0)
            found.set(dir, count);
    }
    return found;
}
/** The checkpoint and what one range of its epoch has come to. */
function withRange(folder, piece, head) {
    return withWalked(folder, piece === null ? [] : [piece], [{ from: head.from, to: head.to }], head, head.returned);
}
function withWalked(folder, pieces, walked, of, returned) {
    const sum = (0,_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .addTallies */ .MA)(folder, of);
    const back = new Set(returned);
    const accounts = { ...sum.accounts, listed: sum.accounts.listed - back.size, vanished: sum.accounts.vanished - back.size };
    const reasons = back.size === 0 ? sum.reasons : { ...sum.reasons, [_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB]: (sum.reasons[_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .VANISHED */ .FB] ?? 0) - back.size };
    // A key that is back may vanish again in the same walk: it is taken out once, as it was counted before.
    const vanished = back.size === 0 ? sum.vanished : [...folder.vanished.filter((key) => !back.has(key)), ...of.vanished];
    return {
        ...folder,
        ...sum,
        accounts,
        reasons,
        vanished,
        pieces: [...folder.pieces, ...pieces].toSorted((a, b) => (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__/* .compareFrom */ .ui)(a.from, b.from)),
        walked: (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__/* .joined */ .oR)([...folder.walked, ...walked]),
    };
}
/** The pieces that a folder's manifest consists of, in key order: those of this walk, and of earlier ones where it has not been yet. */
function piecesOf({ state, pieces, walked, earlier }) {
    return state === 'done' ? pieces : (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_3__/* .overlaid */ .ZY)(pieces, walked, earlier);
}


/***/ }),

/***/ 1330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RS: () => (/* binding */ piecesWithin),
/* harmony export */   TJ: () => (/* binding */ writeSegment),
/* harmony export */   WI: () => (/* binding */ readManifest),
/* harmony export */   Yv: () => (/* binding */ readSegmentHead),
/* harmony export */   ch: () => (/* binding */ upToDamage)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8522);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _contracts_copy_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8372);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9295);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5362);
/* harmony import */ var _listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6359);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8038);








const pack = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gzip);
const unpack = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gunzip);
/**
 * Writes one segment. Unconditional: only the owner of its epoch writes there, and after a crash nobody writes into that epoch again.
 */
async function writeSegment(ledger, name, head, entries) {
    let lines = `${JSON.stringify(head)}\n`;
    for (const entry of entries)
        lines += `${JSON.stringify(entry)}\n`;
    // Level 1: the default level costs more CPU than signing the copies does.
    await (0,_store_js__WEBPACK_IMPORTED_MODULE_6__/* .writeOrThrow */ .Hy)(ledger, name, await pack(lines, { level: node_zlib__WEBPACK_IMPORTED_MODULE_1__.constants.Z_BEST_SPEED }));
}
/** What the segment says of the walk so far. @throws MigrationError UNPROVEN when it is gone or damaged */
async function readSegmentHead(ledger, name, signal) {
    const text = await readText(ledger, name, signal);
    return (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_4__/* .parseContract */ .UA)(_contracts_copy_js__WEBPACK_IMPORTED_MODULE_3__/* .segmentHead */ .uI, text.slice(0, Math.max(0, text.indexOf('\n'))), ledger.uri(name));
}
/**
 * The entries of the pieces, which are in key order and disjoint: each key once and in key order, a segment at a time; one segment
 * in memory, or the next one beside it.
 */
async function* readManifest(ledger, names, folder, pieces, signal) {
    for (const piece of pieces) {
        const cut = piece.from !== null || piece.to !== null;
        for (let index = 0; index < piece.segments; index += 1) {
            const entries = await readSegment(ledger, names.segment(folder, piece.dir, index), signal);
            const last = entries.at(-1);
            const first = entries[0];
            if (first === undefined || last === undefined)
                continue;
            if (piece.to !== null && (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_7__/* .compareKeys */ .Y)(first.key, piece.to) > 0)
                break;
            const whole = !cut || ((0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .holds */ .v9)(piece, first.key) && (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .holds */ .v9)(piece, last.key));
            const held = whole ? entries : entries.filter(({ key }) => (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .holds */ .v9)(piece, key));
            if (held.length > 0)
                yield held;
        }
    }
}
/** The entries up to the first segment that is gone or damaged, of which `onDamage` is told: whoever walks the folder anew needs no more. */
async function* upToDamage(entries, onDamage) {
    try {
        yield* entries;
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py) || error.code !== 'UNPROVEN')
            throw error;
        onDamage(error);
    }
}
/** The pieces, cut to a part of the keys: what is read for a range of the folder. */
function piecesWithin(pieces, within) {
    const outside = (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .gaps */ .$V)(_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .EVERYTHING */ .Qz, [within]);
    return pieces.flatMap((piece) => (0,_listing_stretches_js__WEBPACK_IMPORTED_MODULE_5__/* .gaps */ .$V)(piece, outside).map((part) => ({ ...piece, ...part })));
}
async function readSegment(ledger, name, signal) {
    const text = await readText(ledger, name, signal);
    try {
        const lines = text.split('\n');
        // The first line is the head; behind the last newline there is nothing.
        const entries = [];
        for (let at = 1; at < lines.length; at += 1) {
            const line = lines[at];
            if (line !== '')
                entries.push(entryOf(JSON.parse(line)));
        }
        return entries;
    }
    catch (cause) {
        throw damaged(ledger.uri(name), 'cannot be read', cause);
    }
}
/** By hand, because a schema takes ten times as long for each of the migration's millions of keys. @throws TypeError */
function entryOf(value) {
    const { key, size, sourceETag, targetETag, lastModified, origin } = value ?? {};
    const texts = typeof key === 'string' && typeof sourceETag === 'string' && typeof targetETag === 'string' && typeof lastModified === 'string';
    if (!texts || !Number.isSafeInteger(size) || size < 0 || (origin !== 'copied' && origin !== 'identical'))
        throw new TypeError('a line is no entry of a manifest');
    return { key, size: size, sourceETag, targetETag, lastModified, origin };
}
async function readText(ledger, name, signal) {
    const stored = await ledger.read(name, signal);
    if (stored === null)
        throw damaged(ledger.uri(name), 'is gone, although its checkpoint counts it');
    try {
        return (await unpack(stored.body)).toString('utf8');
    }
    catch (cause) {
        throw damaged(ledger.uri(name), 'cannot be read', cause);
    }
}
function damaged(uri, what, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('UNPROVEN', `Manifest segment ${uri} ${what}`, {
        cause,
        next: "Restore it from the bucket's earlier versions, or delete the folder's checkpoint.json: the next run walks that folder again.",
    });
}


/***/ }),

/***/ 6359:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $V: () => (/* binding */ gaps),
/* harmony export */   Qz: () => (/* binding */ EVERYTHING),
/* harmony export */   ZY: () => (/* binding */ overlaid),
/* harmony export */   oR: () => (/* binding */ joined),
/* harmony export */   ui: () => (/* binding */ compareFrom),
/* harmony export */   v9: () => (/* binding */ holds)
/* harmony export */ });
/* unused harmony exports compareTo, common */
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5362);

/** Arithmetic of stretches of keys: after `from`, up to and including `to`; null is the beginning or the end of everything. */
const EVERYTHING = { from: null, to: null };
function compareFrom(a, b) {
    if (a === null || b === null)
        return a === b ? 0 : a === null ? -1 : 1;
    return (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(a, b);
}
function compareTo(a, b) {
    if (a === null || b === null)
        return a === b ? 0 : a === null ? 1 : -1;
    return (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(a, b);
}
/** Whether nothing lies between an end and a beginning. */
const reaches = (to, from) => to === null || from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(to, from) >= 0;
function holds({ from, to }, key) {
    return (from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(key, from) > 0) && (to === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(key, to) <= 0);
}
/** What both have; null when that is nothing. */
function common(a, b) {
    const from = compareFrom(a.from, b.from) >= 0 ? a.from : b.from;
    const to = compareTo(a.to, b.to) <= 0 ? a.to : b.to;
    return from !== null && to !== null && (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(from, to) >= 0 ? null : { from, to };
}
/** The parts of `whole` that none of the stretches covers. The stretches are in key order and disjoint, and so is the answer. */
function gaps(whole, stretches) {
    const found = [];
    let from = whole.from;
    for (const { from: start, to } of stretches) {
        if (compareFrom(from, start) < 0) {
            const gap = common(whole, { from, to: start });
            if (gap !== null)
                found.push(gap);
        }
        if (to === null)
            return found;
        if (from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(to, from) > 0)
            from = to;
    }
    if (whole.to === null || from === null || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .Y)(from, whole.to) < 0)
        found.push({ from, to: whole.to });
    return found;
}
/** In key order, neighbours that meet made one. @throws never; overlapping stretches become one, too */
function joined(stretches) {
    const result = [];
    for (const { from, to } of stretches.toSorted((a, b) => compareFrom(a.from, b.from))) {
        const last = result.at(-1);
        if (last !== undefined && reaches(last.to, from)) {
            if (compareTo(to, last.to) > 0)
                result[result.length - 1] = { from: last.from, to };
        }
        else
            result.push({ from, to });
    }
    return result;
}
/** `newer` laid over `older`: all of the newer ones, and of the older ones what they leave uncovered; in key order. */
function overlaid(newer, covered, older) {
    const left = older.flatMap((piece) => gaps(piece, covered).map((gap) => ({ ...piece, ...gap })));
    return [...newer, ...left].toSorted((a, b) => compareFrom(a.from, b.from));
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


/***/ })

};
