export const id = 392;
export const ids = [392];
export const modules = {

/***/ 9054:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TR: () => (/* binding */ parseFolderCommit),
/* harmony export */   cz: () => (/* binding */ sum),
/* harmony export */   k1: () => (/* binding */ parseRangeCommit)
/* harmony export */ });
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3399);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);



/** A folder's proof, believed only when it is of this manifest and its accounts close. @throws MigrationError CONTRACT_MISMATCH, ACCOUNTS_OPEN */
function parseFolderCommit(text, where, of, { folder, manifest }) {
    const commit = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .folderCommit */ .oT, text, where);
    assertSame(where, 'folder', commit, { ...of, folder });
    assertSame(where, 'manifest', commit.manifest, manifest);
    const rejected = sum(Object.values(commit.rejects));
    assertClosed(where, [
        ['documents', commit.documents, 'keys of the manifest', manifest.keys],
        ['documents', commit.documents, 'rows and rejects', commit.rows + rejected],
        ['rows', commit.rows, 'rows of its files', sum(commit.files.map(({ rows }) => rows))],
        ['rows', commit.rows, 'rows of its days', sum(Object.values(commit.days))],
    ]);
    return commit;
}
/** A range's proof, believed only when it is of these inputs and holds every row of each day. */
function parseRangeCommit(text, where, of, { range, inputs, rows, days }) {
    const commit = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .rangeCommit */ .Nz, text, where);
    assertSame(where, 'range', commit, { ...of, inputs });
    assertSame(where, 'range', commit.range, range);
    assertClosed(where, [
        ['rows', commit.rows, 'rows of the folders', rows],
        ['rows', commit.rows, 'rows of its files', sum(commit.files.map((file) => file.rows))],
        ...[...new Set([...Object.keys(days), ...commit.files.map(({ day }) => day)])]
            .toSorted()
            .map((day) => [
            `rows of ${day}`,
            sum(commit.files.filter((file) => file.day === day).map((file) => file.rows)),
            'rows of the folders',
            days[day] ?? 0,
        ]),
    ]);
    return commit;
}
function assertSame(where, what, found, wanted) {
    const values = new Map(Object.entries(found));
    for (const [name, value] of Object.entries(wanted)) {
        const there = (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalJson */ .dj)(values.get(name) ?? null);
        if (there === (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalJson */ .dj)(value))
            continue;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('CONTRACT_MISMATCH', `${where} is the commit of another ${what}: its ${name} is ${there}, and not ${(0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalJson */ .dj)(value)}`, {
            next: 'Somebody changed or copied it. Delete it, and run this job again: only this one is done again.',
        });
    }
}
function assertClosed(where, equations) {
    for (const [what, count, other, otherCount] of equations) {
        if (count === otherCount)
            continue;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The accounts of ${where} do not close: ${count} ${what} ≠ ${otherCount} ${other}`, {
            next: 'This is a defect of the Spark job: please report it. Nothing of this commit is taken as proof.',
        });
    }
}
function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
}


/***/ }),

/***/ 734:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ planCompaction),
/* harmony export */   R: () => (/* binding */ compactBatchName)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5362);
/* harmony import */ var _commits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9054);





/** One wave: compaction reads what partitioning has made small, so a few clusters are done sooner than many have started. */
const CLUSTERS_UP_TO = 8;
const NAMED_AT_MOST = 20;
/**
 * What is to be compacted, from the commits of all folders: the same commits give the same plan, so every leg makes it
 * for itself. @throws MigrationError PARTITION_NOT_READY when a folder has no commit, ACCOUNTS_OPEN when rows are in no range
 */
function planCompaction(commits, ranges, clustersUpTo = CLUSTERS_UP_TO) {
    const missing = [...commits].flatMap(([folder, commit]) => (commit === null ? [folder] : []));
    if (missing.length > 0)
        throw notReady(missing, commits.size);
    const folders = [...commits.values()].flatMap((commit) => commit ?? []).toSorted((a, b) => (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_4__/* .compareKeys */ .Y)(a.folder, b.folder));
    const all = ranges.map((range) => rangeOf(range, folders));
    const rows = (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(folders.map((commit) => commit.rows));
    const inRanges = (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(all.map((range) => range.rows));
    if (inRanges !== rows)
        throw open(`the folders have ${rows} rows, and the ranges ${inRanges}`);
    const full = all.filter((range) => range.rows > 0);
    return {
        batches: balance(full, Math.min(clustersUpTo, full.length)),
        empty: all.flatMap(({ range, rows: own }) => (own === 0 ? [range.name] : [])),
        rows,
    };
}
function rangeOf(range, folders) {
    const days = {};
    const files = [];
    const inputs = [];
    for (const commit of folders) {
        const own = commit.files.filter((file) => file.range === range.name).toSorted((a, b) => (0,_listing_order_js__WEBPACK_IMPORTED_MODULE_4__/* .compareKeys */ .Y)(a.key, b.key));
        const ofDays = Object.entries(commit.days).filter(([day]) => isWithin(day, range));
        if ((0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(own.map(({ rows }) => rows)) !== (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(ofDays.map(([, count]) => count))) {
            throw open(`folder ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(commit.folder)} has ${(0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(own.map(({ rows }) => rows))} rows in files of range ${range.name}, and ${(0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(ofDays.map(([, count]) => count))} on its days`);
        }
        for (const [day, count] of ofDays)
            days[day] = (days[day] ?? 0) + count;
        if (own.length === 0)
            continue;
        files.push(...own);
        // By content: a folder that was copied and partitioned again to the same rows leaves what is published as it is.
        inputs.push([commit.folder, own.map(({ etag, rows: count }) => [etag, count])]);
    }
    return {
        range,
        rows: (0,_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(Object.values(days)),
        days: Object.fromEntries(Object.entries(days).toSorted(([a], [b]) => (a < b ? -1 : 1))),
        files,
        inputs: (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update((0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(inputs)).digest('hex').slice(0, 32),
    };
}
/** Days are ISO 8601, so their order is that of their letters. */
function isWithin(day, { from, until }) {
    return (from === null || day >= from) && (until === null || day < until);
}
/** Longest processing time first (R. L. Graham, 1969): the range with most rows goes to the batch with fewest. */
function balance(ranges, batches) {
    const loads = Array.from({ length: batches }, () => ({ rows: 0, ranges: [] }));
    for (const range of ranges.toSorted((a, b) => b.rows - a.rows || (a.range.name < b.range.name ? -1 : 1))) {
        const lightest = loads.reduce((best, load) => (load.rows < best.rows ? load : best));
        lightest.rows += range.rows;
        lightest.ranges.push(range);
    }
    return loads.map(({ ranges: own, rows }, index) => ({ batch: compactBatchName(index), rows, ranges: own }));
}
/** From 0 on, without gaps. "c": partition and compact batches share folders of the ledger. */
function compactBatchName(index) {
    return `c${String(index).padStart(2, '0')}`;
}
function notReady(missing, folders) {
    const named = missing.slice(0, NAMED_AT_MOST).map(_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$).join(', ');
    const others = missing.length > NAMED_AT_MOST ? ` and ${missing.length - NAMED_AT_MOST} more` : '';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('PARTITION_NOT_READY', `${missing.length} of ${folders} folders ${missing.length === 1 ? 'has' : 'have'} no commit: ${named}${others}`, {
        next: 'Re-run the partition jobs of these folders, then this one. Nothing has been rented.',
    });
}
function open(what) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('ACCOUNTS_OPEN', `The accounts of the folder commits do not close: ${what}`, {
        next: 'This is a defect of the Spark job: please report it. Nothing has been rented.',
    });
}


/***/ }),

/***/ 5572:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  D2: () => (/* binding */ compactWork),
  i_: () => (/* binding */ partitionWork),
  Jj: () => (/* binding */ provenanceOf)
});

// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/contracts/partition.js
var partition = __webpack_require__(3399);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/partition/commits.js
var commits = __webpack_require__(9054);
;// CONCATENATED MODULE: ./build/src/partition/reading.js
/** A task of fewer documents takes longer to start than to read: one page of a listing, one segment of a manifest. */
const KEYS_PER_SLICE = 1000;
/**
 * GETs wait for S3, not for the processor: at 100 ms each, 16 threads bring 300 million documents on 1,024 cores from
 * eight hours to half an hour, and more would only meet S3's limit (emr-spark.md §3.4).
 */
const THREADS = 16;
/** Staged files are of megabytes: a few at a time fill a network card, and each is held in memory. */
const FILE_THREADS = 4;
/** For folders of documents. One order has one reading, so the largest folder decides. Pure. */
function readingOfFolders(keysOfFolders, cores) {
    const largest = Math.max(0, ...keysOfFolders);
    const slices = Math.max(1, Math.min(cores, Math.ceil(largest / KEYS_PER_SLICE)));
    const why = slices === cores
        ? `${largest} documents in the largest folder: one task for each of ${cores} cores`
        : `${largest} documents in the largest folder: one task for each ${KEYS_PER_SLICE}, which needs ${slices} of ${cores} cores`;
    return { threads: THREADS, slices, why };
}
/** For date ranges: a task takes whole days, so there are never more tasks than days. Pure. */
function readingOfRanges(daysOfRanges, cores) {
    const most = Math.max(0, ...daysOfRanges);
    const slices = Math.max(1, Math.min(cores, most));
    return { threads: FILE_THREADS, slices, why: `${most} days in the longest range on ${cores} cores: ${slices} tasks` };
}

;// CONCATENATED MODULE: ./build/src/partition/kinds.js





function provenanceOf({ migration, digests }) {
    return { migration, identity: digests.identity, transform: digests.transform };
}
/** Folders become staged files, each from the manifest that it is pinned to. */
function partitionWork(from, pins) {
    const { batch, cores, facts, jobFiles, names, plan, planDigest } = from;
    const of = provenanceOf(plan);
    const byName = new Map(pins.map((pin) => [pin.folder, pin]));
    const table = names.table(of.transform);
    return {
        kind: 'partition',
        batch,
        of,
        units: pins.map(({ folder, manifest }) => ({ name: folder, pin: (0,contract/* canonicalJson */.dj)(manifest) })),
        commitName: (folder) => table.folderCommit(folder, known(byName, folder).manifest.generation),
        parseCommit: (text, where, folder) => (0,commits/* parseFolderCommit */.TR)(text, where, of, known(byName, folder)),
        orderOf: async (generation, units) => {
            const folders = units.map((folder) => known(byName, folder));
            const { slices, threads } = readingOfFolders(folders.map(({ manifest }) => manifest.keys), cores);
            return {
                contract: 'partition-order/1',
                ...of,
                plan: planDigest,
                batch,
                generation,
                folders,
                documents: { ...plan.target },
                ledger: { ...plan.ledger },
                root: rootOf(plan),
                layoutKey: plan.layoutKey,
                documentCutoff: plan.cutoff.document,
                rules: facts.rules,
                schema: facts.schema,
                ranges: facts.ranges,
                job: await jobFiles(),
                reading: { slices, threads },
            };
        },
        parseOrder: (text, where) => {
            const order = (0,contract/* parseContract */.UA)(partition/* partitionOrder */.Ls, text, where);
            assertSameRules(where, order, facts);
            return order;
        },
        unitsOf: (order) => 'folders' in order ? order.folders.map(({ folder, manifest }) => ({ name: folder, pin: (0,contract/* canonicalJson */.dj)(manifest) })) : [],
    };
}
/** Date ranges become files of the table's size, each from the staged files of all folders. */
function compactWork(from, ranges) {
    const { batch, cores, facts, jobFiles, names, plan, planDigest } = from;
    const of = provenanceOf(plan);
    const byName = new Map(ranges.map((range) => [range.range.name, range]));
    const table = names.table(of.transform);
    return {
        kind: 'compact',
        batch,
        of,
        units: ranges.map(({ inputs, range }) => ({ name: range.name, pin: inputs })),
        commitName: (range) => table.rangeCommit(range, known(byName, range).inputs),
        parseCommit: (text, where, range) => (0,commits/* parseRangeCommit */.k1)(text, where, of, known(byName, range)),
        orderOf: async (generation, units) => {
            const chosen = units.map((range) => known(byName, range));
            const { slices, threads } = readingOfRanges(chosen.map(({ days }) => Object.keys(days).length), cores);
            return {
                contract: 'compact-order/1',
                ...of,
                plan: planDigest,
                batch,
                generation,
                ledger: { ...plan.ledger },
                root: rootOf(plan),
                schema: facts.schema,
                ranges: chosen,
                job: await jobFiles(),
                fileBytes: facts.fileBytes,
                reading: { slices, threads },
            };
        },
        parseOrder: (text, where) => {
            const order = (0,contract/* parseContract */.UA)(partition/* compactOrder */.Cv, text, where);
            assertSameRules(where, order, facts);
            return order;
        },
        unitsOf: (order) => ('folders' in order ? [] : order.ranges.map(({ inputs, range }) => ({ name: range.name, pin: inputs }))),
    };
}
/** Key of the migration's root in the ledger's bucket: what the job reads and writes lies below it. */
function rootOf({ digests, ledger, migration }) {
    return `${ledger.prefix}${migration}/${digests.identity}/`;
}
/** One transform digest, one set of rules: an order that says otherwise was not written by us. */
function assertSameRules(where, order, { ranges, rules, schema }) {
    const ours = 'rules' in order ? { rules, schema, ranges } : { schema };
    const theirs = 'rules' in order ? { rules: order.rules, schema: order.schema, ranges: order.ranges } : { schema: order.schema };
    if ((0,contract/* canonicalJson */.dj)(ours) === (0,contract/* canonicalJson */.dj)(theirs))
        return;
    throw new errors/* MigrationError */.Py('CONTRACT_MISMATCH', `${where} holds other rules than the plan, under the same digest ${order.transform}`, {
        next: 'Somebody changed it, or another version of bucket-brigade wrote it. Delete it, then re-run this job. Nothing has been rented.',
    });
}
function known(byName, name) {
    const found = byName.get(name);
    if (found !== undefined)
        return found;
    throw new errors/* MigrationError */.Py('INTERNAL', `"${name}" is no part of this batch`);
}


/***/ }),

/***/ 6731:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ pinOf),
/* harmony export */   q: () => (/* binding */ pinManifests)
/* harmony export */ });
/* harmony import */ var _contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1533);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);
/* harmony import */ var _ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7925);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1439);




const READS_AT_ONCE = 16;
/** Enough to see a pattern in them; the count says the rest. */
const NAMED_AT_MOST = 20;
/**
 * The manifests of the folders as they stand, pinned: what a cluster reads is exactly this, whatever is copied later.
 * @throws MigrationError MANIFEST_FOREIGN, PARTITION_NOT_READY (naming the folders), ACCOUNTS_OPEN
 */
async function pinManifests({ ledger, names, signal }, of, folders) {
    const pins = new Map();
    const waiting = new Map();
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_3__/* .eachUpTo */ .M)(folders, READS_AT_ONCE, async (folder) => {
        const found = await (0,_ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_2__/* .readCheckpoint */ .HQ)(ledger, names, folder, signal);
        if (found === null) {
            waiting.set(folder, 'never copied');
            return;
        }
        const { checkpoint } = found;
        if (checkpoint.migration !== of.migration || checkpoint.identity !== of.identity || checkpoint.folder !== folder) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('MANIFEST_FOREIGN', `The manifest of folder ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(folder)} is not this migration's: ${ledger.uri(names.checkpoint(folder))} is of folder ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(checkpoint.folder)} of ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(checkpoint.migration)}, identity ${checkpoint.identity}`, { next: 'Somebody copied it there. Delete it, and run the copy of this folder again. Nothing has been rented.' });
        }
        if (checkpoint.state !== 'done')
            waiting.set(folder, 'its copy is under way');
        else if (checkpoint.failures.length > 0)
            waiting.set(folder, `${checkpoint.failures.length} of its keys failed`);
        if (waiting.has(folder))
            return;
        (0,_contracts_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .assertClosed */ .NX)(checkpoint.accounts, `folder ${folder}`);
        pins.set(folder, pinOf(checkpoint));
    });
    if (waiting.size > 0)
        throw notReady(folders.filter((folder) => waiting.has(folder)).map((folder) => `${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(folder)} (${waiting.get(folder)})`));
    return folders.flatMap((folder) => pins.get(folder) ?? []);
}
/** The manifest of a folder that is done, as it stands. */
function pinOf({ folder, generation, pieces, accounts }) {
    const manifest = {
        generation,
        pieces: pieces.map(({ dir, segments }) => ({ dir, segments })),
        keys: accounts.copied + accounts.identical,
        bytes: accounts.bytes,
    };
    return { folder, manifest };
}
function notReady(folders) {
    const named = folders.slice(0, NAMED_AT_MOST).join(', ');
    const others = folders.length > NAMED_AT_MOST ? ` and ${folders.length - NAMED_AT_MOST} more` : '';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('PARTITION_NOT_READY', `${folders.length} ${folders.length === 1 ? 'folder is' : 'folders are'} not proven to be at the target: ${named}${others}`, {
        next: 'Run the copy and the verify of these folders to their end, then re-run this job. Nothing has been rented.',
    });
}


/***/ }),

/***/ 1392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ compactStage),
/* harmony export */   h: () => (/* binding */ planCompactStage)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8179);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1439);
/* harmony import */ var _partition_commits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9054);
/* harmony import */ var _partition_compact_plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(734);
/* harmony import */ var _partition_kinds_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5572);
/* harmony import */ var _partition_leg_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3792);
/* harmony import */ var _partition_ready_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6731);
/* harmony import */ var _partition_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1435);








const READS_AT_ONCE = 16;
/** As for partition legs (stages/partition.ts). */
const LATE_AFTER_MS = 5.5 * 3_600_000;
/**
 * The batches of the compaction, from the folder commits as they stand. They are the same whoever asks, so the matrix and
 * every leg of it agree. @throws MigrationError PARTITION_NOT_READY when a folder has no commit
 */
async function planCompactStage({ ledger, signal }, { plan, names }) {
    const { batches, ranges } = (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .factsOf */ .xS)(plan);
    const of = (0,_partition_kinds_js__WEBPACK_IMPORTED_MODULE_2__/* .provenanceOf */ .Jj)(plan);
    const pins = await (0,_partition_ready_js__WEBPACK_IMPORTED_MODULE_4__/* .pinManifests */ .q)({ ledger, names, signal }, of, batches.flatMap(({ folders }) => folders));
    const commits = new Map(pins.map(({ folder }) => [folder, null]));
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_6__/* .eachUpTo */ .M)(pins, READS_AT_ONCE, async (pin) => {
        const name = names.table(of.transform).folderCommit(pin.folder, pin.manifest.generation);
        const stored = await ledger.read(name, signal);
        if (stored !== null)
            commits.set(pin.folder, (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_0__/* .parseFolderCommit */ .TR)(stored.body.toString('utf8'), ledger.uri(name), of, pin));
    });
    return (0,_partition_compact_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planCompaction */ .J)(commits, ranges);
}
/** The staged files of one batch's date ranges become files of the table's size. Safe to run again at any moment. */
async function compactStage(deps, open, { batch, lateAfterMs = LATE_AFTER_MS }) {
    const { plan, digest, names } = open;
    const startedAt = (0,_clock_js__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .nE)(deps.clock.now());
    const facts = (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .factsOf */ .xS)(plan);
    const sizing = (0,_partition_leg_js__WEBPACK_IMPORTED_MODULE_3__/* .sizingOf */ .w)(facts.machines);
    const { batches } = await planCompactStage(deps, open);
    const own = batches.find((one) => one.batch === batch);
    if (own === undefined)
        throw (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .noSuchBatch */ .bc)(batch, batches);
    const cores = sizing.executors * sizing.coresPerExecutor;
    const work = (0,_partition_kinds_js__WEBPACK_IMPORTED_MODULE_2__/* .compactWork */ .D2)({ plan, planDigest: digest, facts, names, batch, cores, jobFiles: (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .once */ .Oo)(deps.jobFiles) }, own.ranges);
    const end = await (0,_partition_leg_js__WEBPACK_IMPORTED_MODULE_3__/* .runLeg */ .u)({ ...deps, names }, work, {
        plan,
        facts,
        sizing,
        batches: batches.map((one) => one.batch),
        isProven: async (other) => await areCommitted(deps, open, batches.find((one) => one.batch === other)),
        lateAfterMs,
    });
    await (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .recordLeg */ .Yb)(deps, open, end, { kind: 'compact', batch, units: own.ranges.length, startedAt });
    const commits = [...end.commits.values()];
    const result = {
        ...(0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .legResult */ .ky)(batch, end),
        ranges: own.ranges.length,
        rows: (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_0__/* .sum */ .cz)(commits.map(({ rows }) => rows)),
        files: (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_0__/* .sum */ .cz)(commits.map(({ files }) => files.length)),
    };
    deps.log(`Batch ${batch}: ${result.committed} of ${result.ranges} ranges committed${(0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .saidOfFound */ .X2)(end)}; ${result.rows} rows in ${result.files} files${(0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .saidOfClusters */ .s2)(end)}`);
    return { result, error: end.error };
}
async function areCommitted({ ledger, signal }, { plan, names }, batch) {
    for (const { inputs, range } of batch?.ranges ?? [])
        if ((await ledger.read(names.table(plan.digests.transform).rangeCommit(range.name, inputs), signal)) === null)
            return false;
    return true;
}


/***/ }),

/***/ 1435:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Oo: () => (/* binding */ once),
/* harmony export */   RC: () => (/* binding */ partitionStage),
/* harmony export */   X2: () => (/* binding */ saidOfFound),
/* harmony export */   Yb: () => (/* binding */ recordLeg),
/* harmony export */   bc: () => (/* binding */ noSuchBatch),
/* harmony export */   ky: () => (/* binding */ legResult),
/* harmony export */   s2: () => (/* binding */ saidOfClusters),
/* harmony export */   xS: () => (/* binding */ factsOf)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8179);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7925);
/* harmony import */ var _ledger_store_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8038);
/* harmony import */ var _partition_commits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9054);
/* harmony import */ var _partition_kinds_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5572);
/* harmony import */ var _partition_leg_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3792);
/* harmony import */ var _partition_ready_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6731);








/** Hosted jobs end after six hours (GitHub Actions limits); half an hour is for what comes before and after. */
const LATE_AFTER_MS = 5.5 * 3_600_000;
/** The documents of one batch become staged files, proven by a commit for each folder. Safe to run again at any moment. */
async function partitionStage(deps, open, { batch, lateAfterMs = LATE_AFTER_MS }) {
    const { plan, digest, names } = open;
    const startedAt = (0,_clock_js__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .nE)(deps.clock.now());
    const facts = factsOf(plan);
    const sizing = (0,_partition_leg_js__WEBPACK_IMPORTED_MODULE_5__/* .sizingOf */ .w)(facts.machines);
    const own = facts.batches.find((one) => one.batch === batch);
    if (own === undefined)
        throw noSuchBatch(batch, facts.batches);
    const work = { ...deps, names };
    const pins = await (0,_partition_ready_js__WEBPACK_IMPORTED_MODULE_6__/* .pinManifests */ .q)(work, { migration: plan.migration, identity: plan.digests.identity }, own.folders);
    const cores = sizing.executors * sizing.coresPerExecutor;
    const jobFiles = once(deps.jobFiles);
    const end = await (0,_partition_leg_js__WEBPACK_IMPORTED_MODULE_5__/* .runLeg */ .u)(work, (0,_partition_kinds_js__WEBPACK_IMPORTED_MODULE_4__/* .partitionWork */ .i_)({ plan, planDigest: digest, facts, names, batch, cores, jobFiles }, pins), {
        plan,
        facts,
        sizing,
        batches: facts.batches.map((one) => one.batch),
        isProven: async (other) => await areCommitted(work, plan, facts.batches.find((one) => one.batch === other)?.folders ?? []),
        lateAfterMs,
    });
    await recordLeg(deps, open, end, { kind: 'partition', batch, units: own.folders.length, startedAt });
    const commits = [...end.commits.values()];
    const rejects = {};
    for (const commit of commits)
        for (const [reason, count] of Object.entries(commit.rejects))
            rejects[reason] = (rejects[reason] ?? 0) + count;
    const result = {
        ...legResult(batch, end),
        folders: own.folders.length,
        documents: (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(commits.map(({ documents }) => documents)),
        rows: (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(commits.map(({ rows }) => rows)),
        rejects,
    };
    deps.log(`Batch ${batch}: ${result.committed} of ${result.folders} folders committed${saidOfFound(end)}; ${result.documents} documents = ${result.rows} rows + ${(0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_3__/* .sum */ .cz)(Object.values(rejects))} rejects${saidOfClusters(end)}`);
    return { result, error: end.error };
}
/** The part of the plan that makes the table. @throws MigrationError USAGE when the migration ends with the copy */
function factsOf({ migration, partition }) {
    if (partition !== null)
        return partition;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('USAGE', `The plan of ${migration} makes no table: its migration file has no section "partition"`, {
        next: 'Add the section, plan again, and run this stage with the new plan.',
    });
}
function noSuchBatch(batch, batches) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('USAGE', `There is no batch "${batch}": this plan has ${batches.map((one) => one.batch).join(', ') || 'none'}`, {
        next: 'Give one of these.',
    });
}
function legResult(batch, { clusters, commits, end, failures, found, seconds }) {
    return { batch, end, committed: commits.size, found, clusters, failures, seconds };
}
/** Leaves what the leg did in the ledger, for the report. Nobody decides by it: a leg that has proven its units is not failed by a record that is lost. */
async function recordLeg({ clock, ledger, log }, { plan, digest, names }, { clusters, commits, end, failures, found }, of) {
    const result = {
        contract: 'batch-result/1',
        ...(0,_partition_kinds_js__WEBPACK_IMPORTED_MODULE_4__/* .provenanceOf */ .Jj)(plan),
        plan: digest,
        ...of,
        end,
        committed: commits.size,
        found,
        clusters: [...clusters],
        failures: failures.map(({ attempt, class: of, cluster, evidence, generation, unit }) => ({
            unit,
            cluster,
            generation,
            attempt,
            class: of,
            evidence,
        })),
        finishedAt: (0,_clock_js__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .nE)(clock.now()),
    };
    try {
        await (0,_ledger_store_js__WEBPACK_IMPORTED_MODULE_2__/* .writeOrThrow */ .Hy)(ledger, names.table(plan.digests.transform).result(of.kind, of.batch), JSON.stringify(result));
    }
    catch (error) {
        log(`What this job did could not be recorded for the report: ${error.message}`);
    }
}
function saidOfFound({ commits, found }) {
    if (found === 0)
        return '';
    return found === commits.size ? ', all of them before' : `, ${found} of them before`;
}
function saidOfClusters({ clusters }) {
    if (clusters.length === 0)
        return '; nothing was rented';
    const created = clusters.filter(({ how }) => how === 'created').length;
    return `; ${created} ${created === 1 ? 'cluster' : 'clusters'} rented, ${clusters.length - created} adopted`;
}
/** Asked again it is the same: job files do not change while a leg runs. */
function once(make) {
    let made = null;
    return () => (made ??= make());
}
/** Whether all of these folders have a commit for their manifest of now; the first that has none ends the looking. */
async function areCommitted({ ledger, names, signal }, { digests }, folders) {
    for (const folder of folders) {
        const found = await (0,_ledger_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .readCheckpoint */ .HQ)(ledger, names, folder, signal);
        if (found === null)
            return false;
        const name = names.table(digests.transform).folderCommit(folder, found.checkpoint.generation);
        if ((await ledger.read(name, signal)) === null)
            return false;
    }
    return true;
}


/***/ })

};
