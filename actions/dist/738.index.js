export const id = 738;
export const ids = [738];
export const modules = {

/***/ 8738:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_stages_compact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1392);


await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .TA)(process.env, async (deps, open) => {
    const { batches, empty, rows } = await (0,_src_stages_compact_js__WEBPACK_IMPORTED_MODULE_1__/* .planCompactStage */ .h)(deps, open);
    const ranges = batches.reduce((sum, batch) => sum + batch.ranges.length, 0);
    return {
        outputs: { matrix: JSON.stringify(batches.map(({ batch }) => batch)), 'batch-count': String(batches.length), orders: String(ranges) },
        summary: `### Compaction: ${rows} rows of ${ranges} date ranges in ${batches.length} batches; ${empty.length} ranges are empty\n`,
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

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


/***/ })

};
