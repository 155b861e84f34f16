export const id = 347;
export const ids = [347];
export const modules = {

/***/ 7728:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(461);
/* harmony import */ var _src_doors_aws_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7789);
/* harmony import */ var _src_doors_heap_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3577);
/* harmony import */ var _src_report_findings_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5636);
/* harmony import */ var _src_report_table_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6108);
/* harmony import */ var _src_stages_verify_table_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9251);
/* harmony import */ var _src_stages_verify_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(6072);
/* harmony import */ var _src_verify_deep_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6954);









const { env } = process;
/** One bundle for whatever a machine does: it lies beside the action that copies. */
const AGENT = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)(process.argv[1] ?? ''), '..', '..', 'sync-shard', 'agent', 'index.mjs');
await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__/* .runStoppableAction */ .MJ)(env, (context) => context.input('scope', { oneOf: ['copy', 'table'] }) === 'table' ? table(context) : copy(context));
/** Source against target, and both against the ledger. */
function copy(context) {
    return (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__/* .onPlan */ .L2)(env, context, async (deps, open, { input, number }) => {
        (0,_src_doors_heap_js__WEBPACK_IMPORTED_MODULE_3__/* .keepHeapSmall */ .p)();
        const onDifferences = input('on-differences', { oneOf: ['fail', 'repeat'] }) || 'fail';
        const share = input('deep');
        const deep = share === '' ? null : { percent: (0,_src_verify_deep_js__WEBPACK_IMPORTED_MODULE_8__/* .parsePercent */ .lo)(share), seed: number('seed', { min: 0, max: 2 ** 31 - 1, fallback: 1 }) };
        const pass = number('pass', { min: 1, max: 9, fallback: 1 });
        const verified = await (0,_src_stages_verify_js__WEBPACK_IMPORTED_MODULE_7__/* .verifyStage */ .U)({ ...deps, fleet: (0,_src_doors_aws_js__WEBPACK_IMPORTED_MODULE_2__/* .fleetPorts */ .B0)(deps, AGENT) }, open, { pass, deep });
        const { findings, uri, round } = verified;
        // Differences that the next round is there to heal do not fail this pass; a side that could not be seen does.
        const heals = verified.error?.code === 'DIFFERENCES_FOUND' && onDifferences === 'repeat' && findings.shards.length > 0;
        const error = heals ? null : verified.error;
        return {
            outputs: {
                verdict: findings.verdict,
                findings: uri,
                matrix: JSON.stringify(findings.shards),
                affected: String(findings.shards.length),
                round: String(round),
            },
            summary: (0,_src_report_findings_js__WEBPACK_IMPORTED_MODULE_4__/* .findingsMarkdown */ .O9)(findings, uri),
            annotations: (0,_src_report_findings_js__WEBPACK_IMPORTED_MODULE_4__/* .findingsAnnotations */ .tF)(findings, { errorFollows: error !== null }),
            error,
        };
    });
}
/** The table against its commits, from documents to footers. */
function table(context) {
    const judge = async ({ operate, s3, catalogue }, open, { log, signals }) => {
        const deps = { s3, catalogue, ledger: operate.ledger, clock: operate.clock, signal: signals.stop, log };
        const { findings, uri, error } = await (0,_src_stages_verify_table_js__WEBPACK_IMPORTED_MODULE_6__/* .verifyTableStage */ .q)(deps, open);
        return { outputs: { verdict: findings.verdict, findings: uri }, summary: (0,_src_report_table_js__WEBPACK_IMPORTED_MODULE_5__/* .tableFindingsMarkdown */ .y)(findings, uri), error };
    };
    return (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__/* .onTable */ .kJ)(env, context, judge, 'read');
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 9391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $2: () => (/* binding */ bothDigests),
/* harmony export */   Pg: () => (/* binding */ findings),
/* harmony export */   hh: () => (/* binding */ folderOutcome),
/* harmony export */   rP: () => (/* binding */ verifyResult)
/* harmony export */ });
/* unused harmony exports FINDING_CLASSES, findingClass, VERDICTS, verdict, facts, finding, seen, confidence, sideDigest, outside, deepLook */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _copy_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8372);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);



const FINDING_CLASSES = [
    'missing-folder',
    'source-folder-missing',
    'unexpected-folder',
    'missing-object',
    'size-differs',
    'content-differs',
    'changed-after-copy',
    'target-only',
    'archived',
    'layout-anomaly',
    'unverifiable',
];
const findingClass = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(FINDING_CLASSES);
const VERDICTS = ['identical', 'different', 'unproven'];
const verdict = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(VERDICTS);
const facts = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ size: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, etag: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), lastModified: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** One difference, with what both sides show. `key` is null when the whole folder is meant; `shard` is empty where no shard has the key. */
const finding = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    class: findingClass,
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().nullable(),
    source: facts.nullable(),
    target: facts.nullable(),
    detail: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().nullable(),
});
const seen = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    sourceListed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    equal: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    different: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    excluded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    targetListed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    matched: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    targetOnly: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
});
/** Keys by what proved them equal; `size`: only their sizes are equal, which proves nothing and is a finding, too. */
const confidence = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ etag: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, recorded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, checksum: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, size: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 });
const sum128 = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[0-9a-f]{32}$/, 'a digest of 128 bits');
/** All keys of one side, in any order: equal contents have equal values. `names` is of keys and sizes without the ETags. */
const sideDigest = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ keys: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, bytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, digest: sum128, names: sum128 });
const bothDigests = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ source: sideDigest, target: sideDigest });
/** What lies at one side beside the expected folders. `more`: a folder was too large to be counted to its end. */
const outside = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folders: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, keys: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, bytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, more: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY() });
/** A sample of the equal keys, of which more was looked at than a listing tells. */
const deepLook = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    percent: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().positive().max(100),
    seed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    sampled: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    byChecksum: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    byBytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    /** Too large to be read, and without a checksum that both sides have. */
    untold: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    differing: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    /** What that proves, in a sentence. */
    says: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
});
/** How one folder came out. `state`: `absent` has no key at the source. */
const folderOutcome = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    state: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['identical', 'different', 'unproven', 'absent']),
    source: sideDigest,
    target: sideDigest,
});
/** The outcome of one verify pass. Counts are exact; `examples` is bounded per class and folder, and `list` says where all of them are. */
const findings = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('findings/2'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    pass: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    verdict,
    counts: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9),
    examples: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(finding),
    /** Affected by a class that a repeat can heal. */
    folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    shards: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    /** The same, by shard: what the next round copies. */
    affected: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()) })),
    /** Affected, and no repeat can help: what S3 refused for good. */
    beyondRepeat: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), keys: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    /** Expected folders; those seen at the source; those whose every key is proven equal. */
    folderCounts: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ expected: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, present: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, identical: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    /** The copiers' accounts, summed over the folders' checkpoints. */
    accounts: _copy_js__WEBPACK_IMPORTED_MODULE_0__/* .accounts */ .vd,
    /**
     * What this pass saw by itself. Source: sourceListed = equal + different + excluded. Target: targetListed = matched + targetOnly.
     * An account that does not close, in a range, a folder, a shard or in total, makes the pass unproven.
     */
    seen,
    perShard: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), folders: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, seen })),
    perFolder: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(folderOutcome),
    /** Of all expected folders together. */
    digests: bothDigests,
    outside: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ source: outside, target: outside }),
    /** Folders that could not be seen whole, and why; without a name: what lies beside all of them. Each is a finding, too. */
    unproven: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    confidence,
    deep: deepLook.nullable(),
    /** Every finding, as NDJSON, and the same as `+ - * !` lines: segments 0 .. n-1 of the two; null where none was kept. */
    list: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ findings: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), combined: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), lines: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, segments: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }).nullable(),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
});
/**
 * What a pass on a machine leaves for the job that follows it. It decides nothing by itself: findings and orders are written by
 * that job, under the operate role.
 */
const verifyResult = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('verify-result/1'),
    findings,
    /** Of the affected folders: the walk that a repeat is to be of. */
    generations: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive()),
});


/***/ }),

/***/ 3577:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ keepHeapSmall)
/* harmony export */ });
/* harmony import */ var node_v8__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8877);

/**
 * V8 lets a heap grow to a multiple of what was in use when it last looked, and the more memory a machine has, the larger the multiple. What
 * a listing leaves behind is garbage within a page, so that all of that is paid for nothing. With a third more, and no multiple, a verify of
 * 4 x 10^6 keys takes 141 to 171 MB instead of 189 to 196; looking oftener costs a tenth more CPU (docs/benchmarks.md).
 */
const GROWING_PERCENT = 30;
/** For a process whose work is done with most of what it has made a moment ago. From the next collection on. */
function keepHeapSmall() {
    node_v8__WEBPACK_IMPORTED_MODULE_0__.setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}


/***/ }),

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

/***/ 5636:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O9: () => (/* binding */ findingsMarkdown),
/* harmony export */   tF: () => (/* binding */ findingsAnnotations)
/* harmony export */ });
/* unused harmony export grids */
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75);
/* harmony import */ var _unseen_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7658);


/**
 * GitHub drops a step's summary beyond 1 MiB whole, and browsers are slow long before: a quarter of that. Verdict, classes and digests
 * always have room; grids have what is left of three quarters, and examples the rest.
 */
const SUMMARY_BYTES_UP_TO = 256 * 1024;
const GRIDS_END_BEFORE_BYTES = (SUMMARY_BYTES_UP_TO / 4) * 3;
/** One pass of verify as a page: the verdict first, then what, then where, then examples as far as they fit. */
function findingsMarkdown(findings, uri) {
    const { beyondRepeat, deep, examples, folders, list, pass, shards, unproven, verdict } = findings;
    const page = new Page(SUMMARY_BYTES_UP_TO);
    page.add(`### Verify, pass ${pass}: ${_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .VERDICTS */ .bk[verdict]}`, '', totals(findings), '', confidenceText(findings), '');
    page.add(...classes(findings));
    if (folders.length > 0)
        page.add(`Repeated next: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .named */ .KT)(folders, 40)}, in shards ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .named */ .KT)(shards, 40)}.`, '');
    for (const { folder, keys, reason, shard } of beyondRepeat.slice(0, 20))
        page.add(`- no repeat can help: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(folder)} in shard ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(shard)}, ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(keys)} keys: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(reason)}`);
    if (beyondRepeat.length > 20)
        page.add(`- and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(beyondRepeat.length - 20)} more folders that no repeat can help`);
    for (const { folder, reason } of unproven.slice(0, 20))
        page.add(`- not seen whole: ${folder === '' ? '' : `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(folder)}: `}${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(reason)}`);
    if (unproven.length > 20)
        page.add(`- and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(unproven.length - 20)} more that were not seen whole`);
    if (deep !== null)
        page.add('', `Sample of ${deep.percent} % (seed ${deep.seed}): ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(deep.says)}.`);
    page.add('', ...digestTable(findings), '');
    if (list !== null)
        page.add(`All ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(list.lines)} findings: \`${list.findings}\` (NDJSON), \`${list.combined}\` (\`+ - * !\`, as rclone writes them).`, '');
    page.add(`Kept at \`${uri}\`.`, '');
    addGrids(page, grids(findings.perFolder));
    page.details('Examples', examples.map(exampleLine));
    return page.text();
}
function totals({ folderCounts, seen }) {
    const row = [
        folderCounts.expected,
        folderCounts.present,
        folderCounts.identical,
        seen.sourceListed,
        seen.equal,
        seen.different,
        seen.excluded,
        seen.targetOnly,
    ];
    const head = ['folders expected', 'present', 'identical', 'keys at the source', 'equal', 'different', 'excluded', 'only at the target'];
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(head, [row.map(_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)]);
}
function confidenceText({ confidence }) {
    const { checksum, etag, recorded, size } = confidence;
    const parts = [`by ETag ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(etag)}`, `by the recorded pair ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(recorded)}`];
    if (checksum > 0)
        parts.push(`by checksum or bytes ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(checksum)}`);
    const only = size === 0 ? '' : ` Equal by size only, which proves nothing: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(size)}.`;
    return `Equal ${parts.join(', ')}.${only}`;
}
function classes({ counts, outside }) {
    const lines = [];
    const rows = Object.entries(counts).filter(([, times]) => times > 0);
    if (rows.length > 0)
        lines.push((0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(['finding', 'times'], rows.map(([name, times]) => [name, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(times)])), '');
    const beside = ['source', 'target']
        .filter((side) => outside[side].keys > 0)
        .map((side) => {
        const { bytes, folders, keys, more } = outside[side];
        return `at the ${side} ${more ? 'more than ' : ''}${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(keys)} keys and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(bytes)} bytes, ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(folders)} folders`;
    });
    if (beside.length > 0)
        lines.push(`Beside the expected folders, and not of this migration: ${beside.join('; ')}.`, '');
    return lines;
}
function digestTable({ digests }) {
    const row = (side, { bytes, digest, keys, names }) => [
        side,
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(keys),
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(bytes),
        `\`${digest}\``,
        `\`${names}\``,
    ];
    return [
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(['side', 'keys', 'bytes', 'digest of keys, sizes, ETags', 'of keys and sizes'], [row('source', digests.source), row('target', digests.target)]),
    ];
}
const exampleLine = ({ class: of, detail, folder, key }) => `- ${of}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(key ?? folder)}${detail === null ? '' : ` (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(detail)})`}`;
/** A sign with a word each: to be read without colours, and by a screen reader. */
const CELLS = {
    identical: '✓ same',
    different: '✗ differs',
    unproven: '? unseen',
    absent: '∅ absent',
};
const NOT_EXPECTED = '·';
const DIGITS = '0123456789ABCDEF';
/** `E9_FulfillmentOrder`: the folders of a type, one for each of 256 numbers. */
const HEX_FOLDER = /^([0-9A-F])([0-9A-F])_(.+)$/i;
/** As many as fit: those with something to see first. The others are named. */
function addGrids(page, all) {
    const left = [];
    for (const { text, type } of [...all.filter(({ same }) => !same), ...all.filter(({ same }) => same)])
        if (!page.fits(text, GRIDS_END_BEFORE_BYTES))
            left.push((0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(type));
        else
            page.add(text, '');
    if (left.length === 0)
        return;
    const more = left.length - NAMED_UP_TO;
    const names = left.slice(0, NAMED_UP_TO).join(', ') + (more > 0 ? ` and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(more)} more` : '');
    page.add(`Left out, for a page that can be read: the grids of ${names}.`, '');
}
const NAMED_UP_TO = 100;
/** A 16 × 16 grid for each type of hex-named folders; none where folders have other names. */
function grids(perFolder) {
    const types = new Map();
    for (const { folder, state } of perFolder) {
        const [, high, low, type] = HEX_FOLDER.exec(folder) ?? [];
        if (high === undefined || low === undefined || type === undefined)
            continue;
        let cells = types.get(type);
        if (cells === undefined)
            types.set(type, (cells = new Map()));
        cells.set((high + low).toUpperCase(), CELLS[state]);
    }
    return Array.from(types, ([type, cells]) => {
        const same = [...cells.values()].filter((cell) => cell === CELLS.identical).length;
        const rows = Array.from(DIGITS, (high) => [`**${high}x**`, ...Array.from(DIGITS, (low) => cells.get(high + low) ?? NOT_EXPECTED)]);
        const grid = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)([(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(type), ...Array.from(DIGITS, (low) => `x${low}`)], rows);
        const text = `**${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(type)}**: ${same} of ${cells.size} folders are the same\n\n${grid}`;
        return { type, same: same === cells.size, text };
    });
}
/** GitHub shows ten annotations of a kind and step, and drops the rest (docs: workflow commands): one for each class, rolled up. */
const ANNOTATIONS_UP_TO = 10;
/** @param errorFollows that of the job itself, which is the tenth */
function findingsAnnotations(findings, { errorFollows }) {
    const { beyondRepeat, counts, examples, pass, unproven } = findings;
    const all = [];
    if (unproven.length > 0)
        all.push({ level: 'error', title: `Verify, pass ${pass}: unproven`, text: (0,_unseen_js__WEBPACK_IMPORTED_MODULE_1__/* .unseenFirst */ .v)(findings) });
    if (beyondRepeat.length > 0) {
        const text = `${beyondRepeat.length} folders; first ${beyondRepeat[0].folder}: ${beyondRepeat[0].reason}`;
        all.push({ level: 'error', title: `Verify, pass ${pass}: no repeat can help`, text });
    }
    for (const [name, times] of Object.entries(counts).toSorted(([, a], [, b]) => b - a)) {
        const example = examples.find(({ class: of }) => of === name);
        const where = example === undefined ? '' : `; for example ${example.key ?? example.folder}`;
        all.push({ level: 'warning', title: `Verify, pass ${pass}: ${name}`, text: `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(times)}${where}` });
    }
    const upTo = errorFollows ? ANNOTATIONS_UP_TO - 1 : ANNOTATIONS_UP_TO;
    if (all.length <= upTo)
        return all;
    const rest = all.splice(upTo - 1);
    const text = rest.map((one) => one.title.replace(/^.*: /, '')).join(', ');
    return [...all, { level: 'warning', title: `Verify, pass ${pass}: and more`, text }];
}
/** Lines up to a number of bytes. What comes first always has room; details take what is left. */
class Page {
    #upTo;
    #lines = [];
    #bytes = 0;
    constructor(bytesUpTo) {
        this.#upTo = bytesUpTo;
    }
    add(...lines) {
        for (const line of lines) {
            this.#lines.push(line);
            this.#bytes += Buffer.byteLength(line) + 1;
        }
    }
    fits(text, endBeforeBytes) {
        return this.#bytes + Buffer.byteLength(text) < endBeforeBytes;
    }
    details(title, lines) {
        if (lines.length === 0)
            return;
        this.add(`<details><summary>${title}</summary>`, '');
        let shown = 0;
        for (const line of lines) {
            if (this.#bytes + Buffer.byteLength(line) > this.#upTo)
                break;
            this.add(line);
            shown += 1;
        }
        if (shown < lines.length)
            this.add(`- and ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(lines.length - shown)} more`);
        this.add('', '</details>', '');
    }
    text() {
        return this.#lines.join('\n');
    }
}


/***/ }),

/***/ 6108:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ tableFindingsMarkdown)
/* harmony export */ });
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75);

/** What a look at the published table showed. */
function tableFindingsMarkdown({ counts, examples, seen, verdict }, uri) {
    const lines = [
        `### Table: ${verdict === 'whole' ? '✅ whole' : '❌ different'}`,
        '',
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(['what', 'number'], [
            ['folders with their commit', `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.committed)} of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.folders)}`],
            ['documents = rows + rejects', `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.documents)} = ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.rows)} + ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.rejects)}`],
            ['rows in the ranges', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.rangeRows)],
            ['rows published', `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.publishedRows)} in ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.publishedFiles)} files`],
            ["rows by the files' own footers", (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.footerRows)],
            ['partitions in the catalogue', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.partitions)],
            ['other files, untouched', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(seen.others)],
        ]),
        '',
    ];
    const classes = Object.entries(counts);
    if (classes.length > 0)
        lines.push((0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(['finding', 'times'], classes.map(([name, times]) => [name, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(times)])), '');
    for (const one of examples)
        lines.push(`- ${one.class}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(one.thing)}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .inMarkdown */ .Hi)(one.detail)}`);
    return [...lines, ...(examples.length > 0 ? [''] : []), `Kept at \`${uri}\`.`, ''].join('\n');
}


/***/ }),

/***/ 7658:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ unseenText),
/* harmony export */   v: () => (/* binding */ unseenFirst)
/* harmony export */ });
/** How much could not be seen whole: folders as folders, and apart from them what lies beside all of them, whose entry has no name. */
function unseenText({ folderCounts, unproven }) {
    const folders = unproven.filter(({ folder }) => folder !== '').length;
    if (folders === 0)
        return 'what lies beside the folders could not be seen whole';
    const beside = folders < unproven.length ? ', and what lies beside them,' : '';
    return `${folders} of ${folderCounts.expected} folders${beside} could not be seen whole`;
}
/** The same, and the first of the reasons. */
function unseenFirst(findings) {
    const [first] = findings.unproven;
    if (first === undefined)
        return unseenText(findings);
    return first.folder === ''
        ? `${unseenText(findings)}; ${first.reason}`
        : `${unseenText(findings)}; first ${first.folder}: ${first.reason}`;
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


/***/ }),

/***/ 9251:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  q: () => (/* binding */ verifyTableStage)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/checkpoint.js
var checkpoint = __webpack_require__(7925);
// EXTERNAL MODULE: ./build/src/partition/ready.js
var ready = __webpack_require__(6731);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/partition/commits.js
var partition_commits = __webpack_require__(9054);
// EXTERNAL MODULE: ./build/src/partition/compact-plan.js
var compact_plan = __webpack_require__(734);
// EXTERNAL MODULE: ./build/src/partition/kinds.js + 1 modules
var kinds = __webpack_require__(5572);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/publish/commit.js
var commit = __webpack_require__(2076);
// EXTERNAL MODULE: ./build/src/publish/places.js
var publish_places = __webpack_require__(9869);
// EXTERNAL MODULE: ./build/src/publish/catalogue.js
var publish_catalogue = __webpack_require__(5352);
// EXTERNAL MODULE: ./build/src/publish/footers.js + 1 modules
var footers = __webpack_require__(8702);
// EXTERNAL MODULE: ./build/src/publish/register.js
var register = __webpack_require__(3696);
// EXTERNAL MODULE: ./build/src/publish/survey.js
var publish_survey = __webpack_require__(9715);
;// CONCATENATED MODULE: ./build/src/publish/whole.js







/** One request for each file, and most of that is waiting. */
const FOOTERS_AT_ONCE = 24;
/**
 * Holds what was published against what readers find: every file by size, ETag and its own footer, every partition by the
 * catalogue, and every other file that bears a name of ours. Reads only.
 */
async function lookAtTable({ catalogue, s3, signal }, commit, tell) {
    const { at } = commit.table;
    const wanted = new Set(commit.files.map(({ key }) => key));
    const survey = await (0,publish_survey/* surveyTable */.bp)(s3, at, { wanted, migration: commit.migration }, signal);
    const { files, first } = survey.strangers;
    for (let index = 0; index < files; index += 1) {
        const thing = index === 0 ? (first?.key ?? '') : 'and others of this kind';
        tell({ class: 'unrecorded-file', thing, detail: 'it has a name of ours, and this publish does not record it' });
    }
    let footerRows = 0;
    await (0,pool/* eachUpTo */.M)(commit.files, FOOTERS_AT_ONCE, async (file) => {
        const wrong = unlike(file, survey.there.get(file.key));
        if (wrong !== null) {
            tell(wrong);
            return;
        }
        const footer = await (0,footers/* readFooter */.A)(s3, { bucket: at.bucket, owner: at.account }, file.key, signal);
        if (footer.found === 'nothing')
            tell({ class: 'missing-file', thing: file.key, detail: 'it went while it was looked at' });
        else if (footer.found === 'no-parquet')
            tell({ class: 'unreadable-file', thing: file.key, detail: footer.why });
        else {
            footerRows += footer.rows;
            if (footer.rows !== file.rows)
                tell({ class: 'footer-differs', thing: file.key, detail: `its footer counts ${footer.rows} rows, and the publish ${file.rows}` });
        }
    });
    const partitions = await lookAtPartitions({ catalogue, signal }, commit, survey.foreignLog, tell);
    return { footerRows, partitions, others: survey.others.files - files };
}
/** What a listing shows of a file that is not as it was placed; null where it is. */
function unlike({ bytes, etag, key }, there) {
    if (there === undefined)
        return { class: 'missing-file', thing: key, detail: `${bytes} bytes were placed there` };
    if (there.size !== bytes)
        return { class: 'size-differs', thing: key, detail: `it has ${there.size} bytes, and ${bytes} were placed` };
    if (etag === null)
        return { class: 'content-differs', thing: key, detail: 'the publish has recorded no ETag of it' };
    return there.etag === etag ? null : { class: 'content-differs', thing: key, detail: `its ETag is ${there.etag}, and ours was ${etag}` };
}
async function lookAtPartitions({ catalogue, signal }, { files, table }, foreignLog, tell) {
    let found;
    try {
        found = (0,publish_catalogue/* usableTable */.Vh)(await catalogue.table(signal), table, table.at, foreignLog);
    }
    catch (thrown) {
        const error = (0,errors/* asMigrationError */.hp)(thrown);
        if (error.code !== 'PREREQUISITE_MISSING' && error.code !== 'CONFIG_INVALID')
            throw thrown;
        tell({ class: 'table-unusable', thing: `${table.database}.${table.name}`, detail: error.message });
        return 0;
    }
    const days = [...new Set(files.map(({ day }) => day))].map(publish_places/* partitionOf */.iQ);
    if ((0,publish_catalogue/* projectsPartitions */.EB)(found))
        return days.length;
    const there = await (0,register/* partitionsThere */.gp)(catalogue, days, signal);
    let inPlace = 0;
    for (const values of days) {
        const wrong = misplaced(table.at, values, there.get((0,publish_catalogue/* valuesKey */.O1)(values))?.location);
        if (wrong === null)
            inPlace += 1;
        else
            tell(wrong);
    }
    return inPlace;
}
function misplaced(at, values, location) {
    const thing = values.join('/');
    if (location === undefined)
        return { class: 'partition-missing', thing, detail: 'the catalogue has no such partition: no reader sees its rows' };
    const ours = (0,register/* locationOf */.hD)(at, values);
    return (0,publish_catalogue/* sameLocation */.It)(location, ours)
        ? null
        : { class: 'partition-elsewhere', thing, detail: `it is registered at ${location}, and our files are at ${ours}` };
}
/** Collects findings: counts exact, a few examples of each class. */
function collector(examplesUpTo = 20) {
    const counts = {};
    const examples = [];
    const tell = (finding) => {
        const before = counts[finding.class] ?? 0;
        counts[finding.class] = before + 1;
        if (before < examplesUpTo)
            examples.push(finding);
    };
    return { counts, examples, tell };
}
/** The finding that a proof's own error is; null for errors of another kind. */
function ofProof(thrown, thing) {
    if (!(thrown instanceof errors/* MigrationError */.Py))
        return null;
    const open = thrown.code === 'ACCOUNTS_OPEN' || thrown.code === 'CONTRACT_MISMATCH';
    return open ? { class: 'commit-open', thing, detail: thrown.message } : null;
}

// EXTERNAL MODULE: ./build/src/stages/partition.js
var partition = __webpack_require__(1435);
// EXTERNAL MODULE: ./build/src/stages/publish.js + 7 modules
var stages_publish = __webpack_require__(8946);
;// CONCATENATED MODULE: ./build/src/stages/verify-table.js
















const READS_AT_ONCE = 16;
/**
 * Whether the table is what the documents make of it, after the publish and at any later time: every folder's commit, every
 * range's, the publish, and then the files and partitions as their readers find them. Changes nothing but its own findings.
 */
async function verifyTableStage(deps, open) {
    const { clock, ledger, log } = deps;
    const { digest, names, plan } = open;
    const startedAt = (0,src_clock/* isoSeconds */.nE)(clock.now());
    const { counts, examples, tell } = collector();
    const folders = (0,partition/* factsOf */.xS)(plan).batches.flatMap((batch) => batch.folders);
    const commits = await folderCommits(deps, open, folders, tell);
    const committed = [...commits.values()].filter((commit) => commit !== null);
    const rows = (0,partition_commits/* sum */.cz)(committed.map((commit) => commit.rows));
    const ranges = committed.length === folders.length ? await committedRanges(deps, open, commits, tell) : null;
    const publish = await publishOf(deps, open, tell);
    if (publish !== null && ranges !== null)
        samePublish(open, publish, ranges, rows, tell);
    const table = publish === null ? { footerRows: 0, partitions: 0, others: 0 } : await lookAtTable(deps, publish, tell);
    const wrong = Object.keys(counts).length;
    const findings = {
        contract: 'table-findings/1',
        ...(0,kinds/* provenanceOf */.Jj)(plan),
        plan: digest,
        verdict: wrong === 0 ? 'whole' : 'different',
        counts,
        examples,
        seen: {
            folders: folders.length,
            committed: committed.length,
            documents: (0,partition_commits/* sum */.cz)(committed.map(({ documents }) => documents)),
            rows,
            rejects: (0,partition_commits/* sum */.cz)(committed.flatMap(({ rejects }) => Object.values(rejects))),
            ranges: ranges?.length ?? 0,
            rangeRows: (0,partition_commits/* sum */.cz)((ranges ?? []).map(({ commit }) => commit.rows)),
            publishedFiles: publish?.files.length ?? 0,
            publishedRows: publish?.rows ?? 0,
            ...table,
        },
        startedAt,
        finishedAt: (0,src_clock/* isoSeconds */.nE)(clock.now()),
    };
    const name = names.findings((0,external_node_crypto_.createHash)('sha256').update((0,contract/* canonicalJson */.dj)(findings)).digest('hex').slice(0, 32));
    await (0,store/* writeOrThrow */.Hy)(ledger, name, JSON.stringify(findings));
    const { seen } = findings;
    log(`Table: ${findings.verdict}; ${seen.documents} documents = ${seen.rows} rows + ${seen.rejects} rejects; ${seen.publishedFiles} files with ${seen.footerRows} rows by their footers, ${seen.partitions} partitions, ${seen.others} other files`);
    for (const [of, times] of Object.entries(counts))
        log(`Table: ${of} ${times}`);
    return { findings, uri: ledger.uri(name), error: errorOf(findings, ledger.uri(name)) };
}
/** Of each folder the commit that proves its rows, for the manifest that it has now; null where there is none to believe. */
async function folderCommits({ ledger, signal }, { names, plan }, folders, tell) {
    const of = (0,kinds/* provenanceOf */.Jj)(plan);
    const commits = new Map(folders.map((folder) => [folder, null]));
    await (0,pool/* eachUpTo */.M)(folders, READS_AT_ONCE, async (folder) => {
        const found = await (0,checkpoint/* readCheckpoint */.HQ)(ledger, names, folder, signal);
        if (found === null)
            return tell({ class: 'folder-not-committed', thing: folder, detail: 'it was never copied' });
        const pin = (0,ready/* pinOf */.n)(found.checkpoint);
        const name = names.table(of.transform).folderCommit(folder, found.checkpoint.generation);
        const stored = await ledger.read(name, signal);
        if (stored === null)
            return tell({
                class: 'folder-not-committed',
                thing: folder,
                detail: `there is no commit of manifest generation ${found.checkpoint.generation}`,
            });
        try {
            commits.set(folder, (0,partition_commits/* parseFolderCommit */.TR)(stored.body.toString('utf8'), ledger.uri(name), of, pin));
        }
        catch (thrown) {
            tell(proofOrThrow(thrown, folder));
        }
    });
    return commits;
}
/** The commits of all ranges that hold rows; null when one is missing or not to be believed. */
async function committedRanges({ ledger, signal }, { names, plan }, commits, tell) {
    const of = (0,kinds/* provenanceOf */.Jj)(plan);
    const { ranges } = (0,partition/* factsOf */.xS)(plan);
    let ordered;
    try {
        ordered = (0,compact_plan/* planCompaction */.J)(commits, ranges);
    }
    catch (thrown) {
        tell(proofOrThrow(thrown, 'all ranges'));
        return null;
    }
    const found = [];
    const wanted = ordered.batches.flatMap((batch) => batch.ranges).toSorted((a, b) => (a.range.name < b.range.name ? -1 : 1));
    await (0,pool/* eachUpTo */.M)(wanted.entries(), READS_AT_ONCE, async ([index, range]) => {
        const name = names.table(of.transform).rangeCommit(range.range.name, range.inputs);
        const stored = await ledger.read(name, signal);
        found[index] = null;
        if (stored === null) {
            tell({
                class: 'range-not-committed',
                thing: range.range.name,
                detail: `${range.rows} rows of the folders are in no file of the table's size`,
            });
            return;
        }
        try {
            const commit = (0,partition_commits/* parseRangeCommit */.k1)(stored.body.toString('utf8'), ledger.uri(name), of, range);
            found[index] = { range: range.range, commit };
        }
        catch (thrown) {
            tell(proofOrThrow(thrown, range.range.name));
        }
    });
    const whole = found.filter((one) => one !== null);
    return whole.length === wanted.length ? whole : null;
}
async function publishOf({ ledger, signal }, open, tell) {
    const publisher = (0,stages_publish/* publisherOf */.Kl)(open);
    const name = open.names.table(publisher.transform).publish();
    try {
        const found = await (0,commit/* readCommit */.kN)(ledger, { name, publisher, table: open.plan.target }, signal);
        if (found?.commit.state === 'published')
            return found.commit;
        const detail = found === null ? 'nothing of these rules was published' : `the publish is ${found.commit.state}`;
        tell({ class: 'not-published', thing: ledger.uri(name), detail });
    }
    catch (thrown) {
        tell(proofOrThrow(thrown, ledger.uri(name)));
    }
    return null;
}
/** What is published is exactly what the ranges hold now: file by file, and in rows. */
function samePublish(open, publish, ranges, rows, tell) {
    const thing = `${publish.table.database}.${publish.table.name}`;
    const published = (0,partition_commits/* sum */.cz)(publish.files.map((file) => file.rows));
    if (published !== publish.rows || published !== rows)
        tell({ class: 'rows-differ', thing, detail: `the folders have ${rows} rows, the publish ${publish.rows}, and its files ${published}` });
    try {
        const places = (0,publish_places/* placesOf */.ek)((0,stages_publish/* publisherOf */.Kl)(open), { tablePrefix: publish.table.at.prefix, below: (0,stages_publish/* tableRootOf */.o_)(open), rows }, ranges);
        if (places.inputs !== publish.inputs)
            tell({ class: 'rows-differ', thing, detail: 'the ranges have been made anew since the publish' });
    }
    catch (thrown) {
        tell(proofOrThrow(thrown, thing));
    }
}
function proofOrThrow(thrown, thing) {
    const finding = ofProof(thrown, thing);
    if (finding === null)
        throw thrown;
    return finding;
}
/** What heals each kind, in words: the first that applies is said. */
function nextOf({ counts }) {
    if (counts['folder-not-committed'] !== undefined || counts['commit-open'] !== undefined)
        return 'Run the migration again in mode all: it partitions what is missing.';
    if (counts['range-not-committed'] !== undefined || counts['not-published'] !== undefined)
        return 'Run the migration again in mode all: it compacts and publishes what is missing.';
    if (counts['partition-missing'] !== undefined || counts['partition-elsewhere'] !== undefined)
        return 'Register the partitions at their directories (the findings name them); or roll the publish back and publish again.';
    return 'Ask who changed the files that the findings name; then roll the publish back and publish again.';
}
function errorOf(findings, uri) {
    if (findings.verdict === 'whole')
        return null;
    const classes = Object.entries(findings.counts).map(([name, times]) => `${name} ${times}`);
    const [first] = findings.examples;
    return new errors/* MigrationError */.Py('DIFFERENCES_FOUND', `The table is not what its documents make of it: ${classes.join(', ')}`, {
        details: { findings: uri, first: first === undefined ? undefined : `${first.thing}: ${first.detail}` },
        next: nextOf(findings),
    });
}


/***/ }),

/***/ 6072:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  U: () => (/* binding */ verifyStage)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/plan/orders.js
var orders = __webpack_require__(736);
// EXTERNAL MODULE: ./build/src/report/unseen.js
var unseen = __webpack_require__(7658);
// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
// EXTERNAL MODULE: ./build/src/ledger/checkpoint.js
var ledger_checkpoint = __webpack_require__(7925);
// EXTERNAL MODULE: ./build/src/verify/deep.js
var verify_deep = __webpack_require__(6954);
// EXTERNAL MODULE: ./build/src/contracts/accounts.js
var accounts = __webpack_require__(1533);
// EXTERNAL MODULE: ./build/src/ledger/manifest.js
var manifest = __webpack_require__(1330);
// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
// EXTERNAL MODULE: ./build/src/listing/equality.js
var equality = __webpack_require__(3704);
;// CONCATENATED MODULE: ./build/src/verify/classify.js

// The verdicts of nearly all keys: nothing is made for them.
const BY_ETAG = { kind: 'equal', by: 'etag' };
const BY_RECORD = { kind: 'equal', by: 'recorded' };
const EXCLUDED = { kind: 'excluded' };
const TARGET_ONLY = { kind: 'finding', class: 'target-only', detail: null };
const MISSING = { kind: 'finding', class: 'missing-object', detail: null };
const SIZE_DIFFERS = { kind: 'finding', class: 'size-differs', detail: null };
const CONTENT_DIFFERS = { kind: 'finding', class: 'content-differs', detail: null };
const SIZE_ONLY = {
    kind: 'finding',
    class: 'unverifiable',
    detail: 'the ETags cannot be compared, and no copy is recorded: only the sizes are equal',
};
const NOWHERE = {
    kind: 'finding',
    class: 'unverifiable',
    detail: 'the manifest says that it was copied, and it is at neither side',
};
/**
 * | source | target | what holds                                  | verdict             |
 * |--------|--------|---------------------------------------------|---------------------|
 * | no     | no     | only the manifest still knows it            | unverifiable        |
 * | no     | yes    |                                             | target-only         |
 * | yes    | any    | archived, not recorded, not equal by ETag   | archived            |
 * | yes    | any    | not of this migration                       | excluded            |
 * | yes    | no     |                                             | missing-object      |
 * | yes    | yes    | the target is not what the manifest says    | content-differs     |
 * | yes    | yes    | equal by ETag or recorded pair              | equal               |
 * | yes    | yes    | only the sizes are equal, nothing recorded  | unverifiable        |
 * | yes    | yes    | the source is not what the manifest copied  | changed-after-copy  |
 * | yes    | yes    | other size                                  | size-differs        |
 * | yes    | yes    | ETags differ                                | content-differs     |
 */
function classify({ source, target, recorded }, rules) {
    if (source === null)
        return target === null ? NOWHERE : TARGET_ONLY;
    const rule = (0,equality/* excludedBy */.UC)(source, rules);
    // What the manifest has was copied while it was restored: it is judged as any other key is.
    if (rule === 'archived' && recorded === null && !isEqualByETag(source, target))
        return archived(source, target);
    if (rule !== null && rule !== 'archived')
        return EXCLUDED;
    if (target === null) {
        if (recorded === null)
            return MISSING;
        return { kind: 'finding', class: 'missing-object', detail: `the copier was told that it was written, as ${recorded.targetETag}` };
    }
    const found = (0,equality/* equality */.T5)(source, target, recorded);
    if (found.equal) {
        // Partition reads by the manifest: an object that was written anew, however alike, is refused there.
        if (recorded !== null && recorded.targetETag !== target.etag)
            return {
                kind: 'finding',
                class: 'content-differs',
                detail: `the target was written since: the manifest says ${recorded.targetETag}`,
            };
        return found.by === 'size' ? SIZE_ONLY : found.by === 'etag' ? BY_ETAG : BY_RECORD;
    }
    if (recorded !== null && recorded.sourceETag !== source.etag) {
        return { kind: 'finding', class: 'changed-after-copy', detail: `copied as ${recorded.sourceETag}` };
    }
    return found.differs === 'size' ? SIZE_DIFFERS : CONTENT_DIFFERS;
}
function isEqualByETag(source, target) {
    const found = target === null ? null : (0,equality/* equality */.T5)(source, target, null);
    return found !== null && found.equal && found.by === 'etag';
}
function archived({ storageClass }, target) {
    const there = target === null ? '' : ', and the target is not proven equal';
    return {
        kind: 'finding',
        class: 'archived',
        detail: `storage class ${storageClass}${there}: restore it, then run the migration again`,
    };
}
/**
 * Whether copying the folder again can heal a finding of this class. What only the target has is reported, never
 * repeated: nothing of the source is missing, and nothing is ever deleted.
 */
const HEALED_BY_REPEAT = {
    'missing-folder': true,
    'source-folder-missing': false,
    'unexpected-folder': false,
    'missing-object': true,
    'size-differs': true,
    'content-differs': true,
    'changed-after-copy': true,
    'target-only': false,
    archived: false,
    'layout-anomaly': false,
    // A repeat copies what nothing proves, and accounts for what is gone.
    unverifiable: true,
};
/**
 * In a migration, the reviewed file says what belongs: whether the target is what it should be. What lies beside it, only at the
 * target, in an archive or in another form than the layout's is told and counted (docs/decisions/0005, 0007).
 */
const OF_A_MIGRATION = {
    'missing-folder': 'different',
    'source-folder-missing': 'different',
    'unexpected-folder': 'told',
    'missing-object': 'different',
    'size-differs': 'different',
    'content-differs': 'different',
    'changed-after-copy': 'different',
    'target-only': 'told',
    archived: 'told',
    'layout-anomaly': 'told',
    unverifiable: 'different',
};
/** Two sides and nothing else: identical means that each has what the other has, and unverifiable is not seen to differ. */
const OF_TWO_SIDES = {
    ...OF_A_MIGRATION,
    'unexpected-folder': 'different',
    'target-only': 'different',
    archived: 'different',
    unverifiable: 'unproven',
};
/** Counts by class, as contracts carry them: every name in them is one of ours. */
function classesOf(counts) {
    return Object.keys(counts).filter((name) => (counts[name] ?? 0) > 0);
}
/**
 * Refusals of a key that stay: copying it again brings the same answer, until somebody changes a permission, a key, the object or the
 * migration file (copy/refusals.ts has the reasons). Everything else is worth another try.
 */
const REFUSED_FOR_GOOD = new Set([
    'AccessDenied',
    'AllAccessDisabled',
    'InvalidObjectState',
    'KeyTooLongError',
    'MetadataTooLarge',
    'InvalidStorageClass',
    'MethodNotAllowed',
    'NotImplemented',
    // Ours: the migration file forbids to overwrite what is there.
    'exists',
]);
const refusedForGood = (code) => REFUSED_FOR_GOOD.has(code) || code.startsWith('KMS.');
function factsOf(object) {
    return object === null ? null : { size: object.size, etag: object.etag, lastModified: object.lastModified };
}

// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
// EXTERNAL MODULE: ./build/src/listing/pairs.js + 1 modules
var pairs = __webpack_require__(5075);
// EXTERNAL MODULE: ./build/src/listing/cutting.js + 1 modules
var cutting = __webpack_require__(2007);
;// CONCATENATED MODULE: ./build/src/verify/counted.js

/**
 * Both sides, with the keys of their listings counted where the pages arrive: what is judged of a range is held against this,
 * so that a key that is lost on the way makes it unproven.
 */
class CountedSides {
    s3;
    #source;
    #target;
    constructor(s3, { source, target }) {
        this.#source = new Pages(source.prefix);
        this.#target = new Pages(target.prefix);
        this.s3 = { source: counting(s3.source, this.#source), target: counting(s3.target, this.#target) };
    }
    /** Keys up to and including the range's end, as it is now: the pages in hand may go on behind it, and must not have been given back. */
    upTo(to) {
        return { source: this.#source.upTo(to), target: this.#target.upTo(to) };
    }
}
const NO_PAGE = { count: 0, key: () => '' };
/** Whoever asks for the next page has walked the one before to its end: it lies in the range. */
class Pages {
    #prefix;
    #before = 0;
    #last = NO_PAGE;
    constructor(prefix) {
        this.#prefix = prefix;
    }
    asked() {
        this.#before += this.#last.count;
        this.#last = NO_PAGE;
    }
    came(page) {
        const { rows } = page;
        this.#last = rows ?? { count: page.objects.length, key: (index) => page.objects[index].key };
    }
    upTo(to) {
        const { count } = this.#last;
        if (to === null)
            return this.#before + count;
        const end = this.#prefix + to;
        let within = count;
        while (within > 0 && (0,order/* compareKeys */.Y)(this.#last.key(within - 1), end) > 0)
            within -= 1;
        return this.#before + within;
    }
}
function counting(s3, pages) {
    return {
        ...s3,
        listPage: async (input, signal) => {
            pages.asked();
            const page = await s3.listPage(input, signal);
            pages.came(page);
            return page;
        },
    };
}

// EXTERNAL MODULE: ./build/src/listing/stretches.js
var stretches = __webpack_require__(6359);
// EXTERNAL MODULE: ./build/src/verify/digest.js
var digest = __webpack_require__(4587);
;// CONCATENATED MODULE: ./build/src/verify/tally.js




const NOTHING_SEEN = {
    sourceListed: 0,
    equal: 0,
    different: 0,
    excluded: 0,
    targetListed: 0,
    matched: 0,
    targetOnly: 0,
    bytes: 0,
};
const NO_CONFIDENCE = { etag: 0, recorded: 0, checksum: 0, size: 0 };
const NO_SIDE = { keys: 0, bytes: 0, digest: '0'.repeat(32), names: '0'.repeat(32) };
const NO_DIGESTS = { source: NO_SIDE, target: NO_SIDE };
const NO_TALLY = {
    seen: NOTHING_SEEN,
    counts: {},
    examples: [],
    confidence: NO_CONFIDENCE,
    digests: NO_DIGESTS,
    entries: 0,
    unrecorded: 0,
    refused: 0,
};
/** Examples of one class that a folder's report carries; counts stay exact. */
const EXAMPLES_UP_TO = 5;
function addSeen(a, b) {
    const sum = { ...a };
    for (const name of Object.keys(sum))
        sum[name] += b[name];
    return sum;
}
function addConfidence(a, b) {
    return { etag: a.etag + b.etag, recorded: a.recorded + b.recorded, checksum: a.checksum + b.checksum, size: a.size + b.size };
}
function addCounts(a, b) {
    const sum = { ...a };
    for (const [name, times] of Object.entries(b))
        sum[name] = (sum[name] ?? 0) + times;
    return sum;
}
function addSides(a, b) {
    const add = (one, other) => {
        const sum = (0,digest/* digestOf */.ol)(one);
        (0,digest/* addDigest */._G)(sum, (0,digest/* digestOf */.ol)(other));
        return (0,digest/* digestText */.M6)(sum);
    };
    return { keys: a.keys + b.keys, bytes: a.bytes + b.bytes, digest: add(a.digest, b.digest), names: add(a.names, b.names) };
}
function addBothDigests(a, b) {
    return { source: addSides(a.source, b.source), target: addSides(a.target, b.target) };
}
function addTallies(a, b) {
    return {
        seen: addSeen(a.seen, b.seen),
        counts: addCounts(a.counts, b.counts),
        examples: fewOfEach([...a.examples, ...b.examples]),
        confidence: addConfidence(a.confidence, b.confidence),
        digests: addBothDigests(a.digests, b.digests),
        entries: a.entries + b.entries,
        unrecorded: a.unrecorded + b.unrecorded,
        refused: a.refused + b.refused,
    };
}
/** The first of each class in key order, so that the same keys give the same examples whoever listed them first. */
function fewOfEach(examples) {
    const taken = {};
    return examples
        .toSorted((a, b) => (0,order/* compareKeys */.Y)(a.key ?? '', b.key ?? ''))
        .filter(({ class: of }) => (taken[of] = (taken[of] ?? 0) + 1) <= EXAMPLES_UP_TO);
}
/** The ranges' verdicts as one. Their ends must meet: a key that lies in no range was never looked at. */
function mergeRanges(verdicts) {
    const sorted = verdicts.toSorted((a, b) => (0,stretches/* compareFrom */.ui)(a.range.from, b.range.from));
    const units = new Map();
    for (const verdict of sorted)
        for (const [folder, tally] of verdict.units) {
            const before = units.get(folder);
            units.set(folder, before === undefined ? tally : addTallies(before, tally));
        }
    return { units, unproven: gapIn(sorted.map(({ range }) => range)) ?? firstUnproven(sorted) };
}
function firstUnproven(verdicts) {
    for (const verdict of verdicts) {
        if (verdict.unproven !== null)
            return verdict.unproven;
        const open = openAccount(verdict);
        if (open !== null)
            return open;
    }
    return null;
}
function gapIn(ranges) {
    let reached = null;
    for (const [index, { from, to }] of ranges.entries()) {
        if (from !== reached || (index > 0 && reached === null))
            return `its ranges do not meet: one ends ${endText(reached)}, and the next begins after ${startText(from)}`;
        reached = to;
    }
    return ranges.length > 0 && reached === null ? null : `its ranges end ${endText(reached)}, and nobody has looked behind it`;
}
const endText = (to) => (to === null ? 'with the last key' : `with "${(0,errors/* printable */.g$)(to)}"`);
const startText = (from) => (from === null ? 'nothing' : `"${(0,errors/* printable */.g$)(from)}"`);
function sumOf(tallies) {
    let sum = NO_TALLY;
    for (const tally of tallies)
        sum = addTallies(sum, tally);
    return sum;
}
/** Why the account does not close; null when it does. */
function openAccount({ units, listed }) {
    const { seen, digests } = sumOf(units.values());
    const source = seen.equal + seen.different + seen.excluded;
    if (seen.sourceListed !== source || listed.source !== source || digests.source.keys !== source)
        return `its account does not close: ${listed.source} keys listed at the source, and ${source} judged`;
    const target = seen.matched + seen.targetOnly;
    if (seen.targetListed !== target || listed.target !== target || digests.target.keys !== target)
        return `its account does not close: ${listed.target} keys listed at the target, and ${target} judged`;
    return null;
}
/** Takes keys in, one after the other. Mutable, and without an allocation for a key that is equal. */
class Tallying {
    seen = { ...NOTHING_SEEN };
    confidence = { ...NO_CONFIDENCE };
    counts = {};
    #examples = [];
    #source = new Side();
    #target = new Side();
    entries = 0;
    unrecorded = 0;
    refused = 0;
    /** Both sides' digests and the target's account. `key` is without the sides' prefixes. */
    listed(key, source, target) {
        const { seen } = this;
        if (source !== null) {
            seen.sourceListed += 1;
            this.#source.add(key, source);
        }
        if (target === null)
            return;
        seen.targetListed += 1;
        this.#target.add(key, target);
        if (source === null)
            seen.targetOnly += 1;
        else
            seen.matched += 1;
    }
    equal(size, by, recorded) {
        this.seen.equal += 1;
        this.seen.bytes += size;
        this.confidence[by] += 1;
        if (!recorded)
            this.unrecorded += 1;
    }
    found(finding) {
        const before = this.counts[finding.class] ?? 0;
        this.counts[finding.class] = before + 1;
        if (before < EXAMPLES_UP_TO)
            this.#examples.push(ownFinding(finding));
    }
    tally() {
        return {
            seen: { ...this.seen },
            counts: { ...this.counts },
            examples: [...this.#examples],
            confidence: { ...this.confidence },
            digests: { source: this.#source.digest(), target: this.#target.digest() },
            entries: this.entries,
            unrecorded: this.unrecorded,
            refused: this.refused,
        };
    }
}
/** In memory of its own: its texts are cut out of list pages, and would keep these. */
function ownFinding(finding) {
    const { key, source, target } = finding;
    return { ...finding, key: key === null ? null : (0,order/* ownCopy */.S)(key), source: ownFacts(source), target: ownFacts(target) };
}
function ownFacts(facts) {
    return facts === null ? null : { ...facts, etag: (0,order/* ownCopy */.S)(facts.etag), lastModified: (0,order/* ownCopy */.S)(facts.lastModified) };
}
class Side {
    #sums = (0,digest/* emptyDigests */.vq)();
    #keys = 0;
    #bytes = 0;
    add(key, { size, etag }) {
        this.#keys += 1;
        this.#bytes += size;
        (0,digest/* addKey */.Fx)(this.#sums, key, size, etag);
    }
    digest() {
        return { keys: this.#keys, bytes: this.#bytes, digest: (0,digest/* digestText */.M6)(this.#sums.content), names: (0,digest/* digestText */.M6)(this.#sums.names) };
    }
}

;// CONCATENATED MODULE: ./build/src/verify/range.js








/** Looks at objects under way at once, in one range. */
const LOOKS_AT_ONCE = 16;
/**
 * One range of both sides, listed afresh, and every key of it judged. A listing that breaks makes the range unproven, never clean.
 * While it runs, the part that is not yet listed can be taken away, as a range of its own.
 */
class RangeLook {
    task;
    #deps;
    #counted;
    #pairs;
    #tallies = new Map();
    #looks = [];
    #cutting;
    /** `onPage` was called when there were so many. */
    #toldPages = 0;
    constructor(deps, task, known) {
        this.#deps = deps;
        this.task = task;
        this.#counted = new CountedSides(deps.s3, task);
        this.#pairs = new pairs/* Pairs */.q7(this.#counted.s3, { ...task, stretch: task.range, stepKeysUpTo: pairs/* KEYS_IN_PASSING */.l_ });
        this.#cutting = new cutting/* Cutting */.TU(this.#pairs, known);
    }
    /** Rejects only for a signal that aborted. `onPage` is called when it is known how much follows. `turns`: absent, nobody else is at work. */
    async run(signal, onPage = () => undefined, turns) {
        await turns?.take();
        try {
            while (await this.#step(signal, onPage)) {
                const turn = this.#pairs.needsPage ? turns?.pass() : undefined;
                if (turn === undefined)
                    continue;
                this.#pairs.releaseWalked();
                await turn;
            }
            await Promise.all(this.#looks.splice(0));
            return this.#verdict(null);
        }
        catch (thrown) {
            this.#cutting.end();
            await Promise.allSettled(this.#looks);
            if (signal.aborted)
                throw thrown;
            const { code, message } = (0,errors/* asMigrationError */.hp)(thrown);
            return this.#verdict(`${code}: ${message}`);
        }
        finally {
            this.#pairs.release();
            turns?.leave();
        }
    }
    /**
     * Whether another follows. A function of its own: the frame of a loop would keep the keys of the step before while it waits for the
     * next page.
     */
    async #step(signal, onPage) {
        const step = await this.#pairs.next(signal);
        this.#cutting.stepped(step);
        const { pages } = this.#pairs;
        if (pages !== this.#toldPages)
            onPage();
        this.#toldPages = pages;
        let unit = null;
        let tallying = null;
        for (const seen of step.seen) {
            const of = this.task.unitOf(seen.key);
            if (tallying === null || of.folder !== unit?.folder) {
                unit = of;
                const name = of.countedIn ?? of.folder;
                tallying = this.#tallies.get(name) ?? new Tallying();
                this.#tallies.set(name, tallying);
            }
            const wait = judge(this.#deps, this.task, of, seen, tallying, this.#looks, signal);
            if (wait !== undefined)
                await wait;
            if (this.#looks.length >= LOOKS_AT_ONCE)
                await Promise.all(this.#looks.splice(0));
        }
        return !step.ended;
    }
    #verdict(unproven) {
        const units = new Map(Array.from(this.#tallies, ([folder, tallying]) => [folder, tallying.tally()]));
        const { to } = this.#pairs;
        return { range: { from: this.task.range.from, to }, units, listed: this.#counted.upTo(to), unproven };
    }
    get pagesLeft() {
        return this.#cutting.pagesLeft;
    }
    /** Ends the range earlier, and answers what is then another's; null when there is nothing worth it. */
    async cut(signal) {
        const { source, prefix } = this.task;
        return await this.#cutting.cut(this.#deps.s3.source, source, prefix, signal);
    }
}
/** One key into the tally. What is returned, when something is, is to be awaited: most keys need none. */
function judge(deps, task, unit, sight, tallying, looks, signal) {
    const { key, source, target, recorded } = sight;
    tallying.listed(key, source, target);
    if (recorded !== null)
        tallying.entries += 1;
    const verdict = source !== null && (0,equality/* isNameless */.T)(key, task.target) ? EXCLUDED : classify(sight, task.rules);
    if (verdict.kind === 'excluded') {
        tallying.seen.excluded += 1;
        return undefined;
    }
    if (deps.deep !== null && source !== null && target !== null && (verdict.kind === 'equal' || verdict === SIZE_ONLY)) {
        if (deps.deep.takes(key)) {
            later(looks, lookDeep(deps, deps.deep, task, unit, sight, tallying, signal));
            return undefined;
        }
    }
    if (verdict.kind === 'equal') {
        tallying.equal(source.size, verdict.by, recorded !== null);
        return told(deps, task, unit, sight, tallying);
    }
    if (verdict === SIZE_ONLY)
        tallying.confidence.size += 1;
    if (verdict.class === 'missing-object' && source.storageClass === MAY_BE_ARCHIVED) {
        later(looks, lookIntoTier(deps, task, unit, sight, tallying, verdict.detail, signal));
        return undefined;
    }
    // An archived key is excluded by rule, and named all the same.
    if (verdict.class === 'archived' && task.rules.archived === 'excluded')
        tallying.seen.excluded += 1;
    else if (source !== null)
        tallying.seen.different += 1;
    return found(deps, task, unit, sight, tallying, verdict.class, verdict.detail);
}
/** It may fail while the next page is on its way, and nobody awaits it yet: to Node that would be the end of the process. */
function later(looks, look) {
    look.catch(() => undefined);
    looks.push(look);
}
/** Its archive tiers are in no listing: an object of it that is missing may be one that cannot be copied (API_HeadObject, x-amz-archive-status). */
const MAY_BE_ARCHIVED = 'INTELLIGENT_TIERING';
async function lookIntoTier(deps, task, unit, sight, tallying, detail, signal) {
    const { source: side, rules } = task;
    // Where S3 does not tell, it is missing, and a repeat meets the reason.
    const head = await deps.s3.source.headObject({ from: (0,parties/* bucketOf */.A)(side), key: side.prefix + sight.key }, signal).catch(() => null);
    const tier = head?.archiveStatus ?? null;
    if (tier !== null && rules.archived === 'excluded')
        tallying.seen.excluded += 1;
    else
        tallying.seen.different += 1;
    if (tier === null)
        await found(deps, task, unit, sight, tallying, 'missing-object', detail);
    else
        await found(deps, task, unit, sight, tallying, 'archived', `in tier ${tier}: restore it, then run the migration again`);
}
/** A key that is equal: only its form may be worth a word. */
function told(deps, task, unit, sight, tallying) {
    const misfit = task.layout === null ? null : task.layout(sight.key);
    const wait = misfit === null ? undefined : found(deps, task, unit, sight, tallying, 'layout-anomaly', misfit);
    const { equal } = deps.lines;
    if (equal === undefined)
        return wait;
    return wait === undefined ? equal(sight.key) : wait.then(() => equal(sight.key));
}
function found({ lines }, { refused }, { folder, shard }, { key, source, target }, tallying, of, detail) {
    const finding = { class: of, folder, shard, key, source: factsOf(source), target: factsOf(target), detail };
    tallying.found(finding);
    if (HEALED_BY_REPEAT[of] && refused.has(key))
        tallying.refused += 1;
    return lines.finding(finding);
}
async function lookDeep(deps, deep, task, unit, sight, tallying, signal) {
    const { key, source, target, recorded } = sight;
    const verdict = classify(sight, task.rules);
    const look = await deep.look(key, source, target, signal);
    if (look.shows === 'differs') {
        tallying.seen.different += 1;
        await found(deps, task, unit, sight, tallying, 'content-differs', look.detail);
        return;
    }
    if (verdict.kind === 'equal' || look.shows === 'equal') {
        const by = verdict.kind === 'equal' ? verdict.by : 'checksum';
        tallying.equal(source.size, look.shows === 'equal' ? 'checksum' : by, recorded !== null);
        await told(deps, task, unit, sight, tallying);
        return;
    }
    tallying.confidence.size += 1;
    tallying.seen.different += 1;
    await found(deps, task, unit, sight, tallying, 'unverifiable', look.detail);
}

;// CONCATENATED MODULE: ./build/src/verify/folder.js








/**
 * Lists both sides of a folder afresh, range by range, and holds them, and the manifest, against each other. Nothing is taken from
 * the copier's word. A listing that breaks makes the folder unproven, never clean.
 */
function folderToVerify(deps, task, onVerdict, signal) {
    const { folder, shard, checkpoint } = task;
    const unit = { folder, shard };
    const refused = new Set((checkpoint?.failures ?? []).filter(({ code }) => refusedForGood(code)).map(({ key }) => key));
    let damage = null;
    return {
        ranges: rangesOf(checkpoint),
        look: (range, known) => {
            const recorded = manifestOf(deps, task, range, (error) => (damage ??= error.message), signal);
            return new RangeLook(deps, { ...task, prefix: `${folder}/`, range, unitOf: () => unit, recorded, refused }, known);
        },
        end: async (verdicts) => {
            const merged = mergeRanges(verdicts);
            const unproven = merged.unproven ?? openCheckpoint(checkpoint);
            const tally = merged.units.get(folder) ?? NO_TALLY;
            const present = tally.seen.sourceListed > 0;
            if (unproven !== null) {
                onVerdict({ folder, shard, present, tally, unproven, beyondRepeat: null });
                return;
            }
            const whole = wholeFolder(tally, task, damage);
            for (const finding of whole.added)
                await deps.lines.finding(finding);
            onVerdict({ folder, shard, present, tally: whole.tally, unproven: null, beyondRepeat: beyondRepeat(whole.tally, checkpoint) });
        },
    };
}
/** Segments of a piece that make its end a good place to cut: some pages on both sides of it. */
const HINT_SEGMENTS = 8;
/** Where the copier has cut its ranges is where these are cut: what was searched once need not be searched again. */
function rangesOf(checkpoint) {
    const cuts = (checkpoint?.pieces ?? []).flatMap(({ segments, to }) => (segments >= HINT_SEGMENTS && to !== null ? [to] : []));
    const ends = [null, ...[...new Set(cuts)].toSorted(order/* compareKeys */.Y), null];
    return ends.slice(1).map((to, index) => ({ from: ends[index], to }));
}
/** A folder of which nothing could be looked at. */
function unseenFolder({ folder, shard }, { code, message }) {
    return { folder, shard, present: false, tally: NO_TALLY, unproven: `${code}: ${message}`, beyondRepeat: null };
}
function manifestOf({ ledger, names }, { folder, checkpoint }, range, onDamage, signal) {
    const pieces = checkpoint === null ? [] : (0,manifest/* piecesWithin */.RS)((0,ledger_checkpoint/* piecesOf */.Xe)(checkpoint), range);
    return (0,manifest/* upToDamage */.ch)((0,manifest/* readManifest */.WI)(ledger, names, folder, pieces, signal), onDamage);
}
/** What is found of the folder as a whole, once all of its keys are known. */
function wholeFolder(keys, task, damage) {
    let tally = keys;
    const added = [];
    const add = (of, detail) => {
        const { folder, shard } = task;
        const finding = { class: of, folder, shard, key: null, source: null, target: null, detail };
        added.push(finding);
        tally = { ...tally, counts: { ...tally.counts, [of]: (tally.counts[of] ?? 0) + 1 }, examples: [...tally.examples, finding] };
    };
    const { seen, counts } = keys;
    if (seen.sourceListed === 0)
        add('source-folder-missing', 'the source shows no key');
    const missing = counts['missing-object'] ?? 0;
    if (missing > 0 && missing === seen.different && seen.equal === 0 && seen.targetListed === 0) {
        // Every key of it is missing: one finding about the folder says it better than its keys would.
        const { 'missing-object': _, ...others } = counts;
        tally = { ...tally, counts: others, examples: tally.examples.filter(({ class: of }) => of !== 'missing-object') };
        add('missing-folder', `none of its ${missing} keys is at the target`);
    }
    const healable = classesOf(tally.counts).some((name) => HEALED_BY_REPEAT[name]);
    if (!healable && seen.sourceListed > 0) {
        // Equal for all that a listing shows, and yet no manifest tells the whole of it: what comes after reads the manifest.
        const why = damage ?? whyNotRecorded(task.checkpoint, tally);
        if (why !== null)
            add('unverifiable', why);
    }
    return { tally, added };
}
/** Why the folder's record is not the whole of it; null when it is. */
function whyNotRecorded(checkpoint, { entries, unrecorded }) {
    if (checkpoint === null || checkpoint.state !== 'done' || checkpoint.failures.length > 0)
        return 'no copier has recorded the whole of it';
    if (unrecorded > 0)
        return `${unrecorded} of its keys are equal at both sides, and in no manifest`;
    const counted = checkpoint.accounts.identical + checkpoint.accounts.copied;
    return counted === entries ? null : `its checkpoint counts ${counted} proven keys, and its manifest holds ${entries}`;
}
/** The copier's own account of the folder must close, too. */
function openCheckpoint(checkpoint) {
    if (checkpoint === null || checkpoint.state !== 'done')
        return null;
    try {
        (0,accounts/* assertClosed */.NX)(checkpoint.accounts, `folder ${checkpoint.folder}`);
        return null;
    }
    catch (thrown) {
        const { code, message } = (0,errors/* asMigrationError */.hp)(thrown);
        return `${code}: ${message}`;
    }
}
/** A repeat cannot help where the folder, or every key that it would heal, was refused for good: it would bring the same answers. */
function beyondRepeat({ counts, refused, seen }, checkpoint) {
    if (checkpoint === null || (refused === 0 && checkpoint.refused === undefined))
        return null;
    const healable = classesOf(counts).reduce((sum, name) => sum + (HEALED_BY_REPEAT[name] ? counts[name] : 0), 0);
    const keys = (counts['missing-folder'] ?? 0) > 0 ? seen.different : healable;
    if (keys > 0 && checkpoint.refused !== undefined)
        return { keys, reason: checkpoint.refused.message };
    if (refused === 0 || refused < keys)
        return null;
    const codes = [...new Set(checkpoint.failures.filter(({ code }) => refusedForGood(code)).map(({ code }) => code))].toSorted();
    return { keys: refused, reason: `S3 refused to copy them for good: ${codes.join(', ')}` };
}

;// CONCATENATED MODULE: ./build/src/listing/turns.js

/**
 * Ranges that may be at work at once in a thread whose loop had time left in so many looks, one after the other, up to now: few while it has
 * none, and from the second look on twice as many with each. One look tells nothing: a server that stands still for a moment makes a busy
 * loop wait, too.
 */
function rangesAtOnce(idleLooks) {
    return cutting/* RANGES_WHEN_BUSY */.a6 * 2 ** Math.max(0, idleLooks - 1);
}
/**
 * Whose turn it is to ask for pages. Ranges were cut while there was time for them; when there is none any more, the pages of all of
 * them would come at once, and lie about: some 300 KB for each side. So a range goes on only with a turn, and those that wait for theirs hold
 * no page of the source.
 */
class Turns {
    #upTo;
    #waiting = [];
    #taken = 0;
    /** `upTo`: so many may have a turn at once, at this moment; at least one. */
    constructor(upTo) {
        this.#upTo = upTo;
    }
    /** For one who has none. */
    async take() {
        if (this.#taken < this.#upTo())
            this.#taken += 1;
        else
            await this.#queue();
    }
    /** For one who has a turn and would go on. When it is to be awaited, another goes first: who waits, waits for some pages and no longer. */
    pass() {
        if (this.#waiting.length === 0 && this.#taken <= this.#upTo())
            return undefined;
        const again = this.#queue();
        this.leave();
        return again;
    }
    /** For one who has a turn and needs it no more. */
    leave() {
        this.#taken -= 1;
        while (this.#waiting.length > 0 && this.#taken < this.#upTo()) {
            this.#taken += 1;
            this.#waiting.shift()();
        }
    }
    #queue() {
        return new Promise((resolve) => void this.#waiting.push(resolve));
    }
}

;// CONCATENATED MODULE: ./build/src/verify/lanes.js


/** Ranges looked at side by side: each waits for a page of both sides most of its time. */
const LANES = 16;
/**
 * Looks at wholes with a number of lanes. A lane takes a range that waits, else the next whole, else the second half of the largest
 * range that another lane is at: so that one flat folder keeps all of them busy, and so do many small ones.
 */
async function lookInLanes(next, { lanes, idleLooks }, signal) {
    const upTo = () => (idleLooks === undefined ? lanes : rangesAtOnce(idleLooks()));
    const turns = new Turns(upTo);
    const waiting = [];
    const active = new Map();
    let more = true;
    let opening = 0;
    let searching = 0;
    let failure = null;
    const wakers = [];
    const wake = () => {
        for (const waker of wakers.splice(0))
            waker();
    };
    const changed = () => new Promise((resolve) => void wakers.push(resolve));
    const open = async () => {
        opening += 1;
        try {
            const whole = await next();
            if (whole === null)
                more = false;
            else {
                const of = { whole, verdicts: [], left: whole.ranges.length };
                for (const range of whole.ranges)
                    waiting.push({ of, range, known: cutting/* NOTHING_KNOWN */.GN });
            }
        }
        finally {
            opening -= 1;
            wake();
        }
    };
    const endOne = async (of) => {
        of.left -= 1;
        if (of.left === 0)
            await of.whole.end(of.verdicts);
    };
    const walk = async ({ of, range, known }) => {
        const look = of.whole.look(range, known);
        active.set(look, of);
        try {
            of.verdicts.push(await look.run(signal, wake, turns));
        }
        finally {
            active.delete(look);
            wake();
        }
        await endOne(of);
    };
    const largest = () => {
        let found = null;
        for (const look of active.keys())
            if (look.pagesLeft > (found?.pagesLeft ?? cutting/* WORTH_CUTTING_PAGES */.jm))
                found = look;
        return found;
    };
    const takeHalf = async (look) => {
        const of = active.get(look);
        // Until the other part waits, the whole must not be taken for ended.
        of.left += 1;
        searching += 1;
        const second = await look.cut(signal).finally(() => (searching -= 1));
        if (second === null)
            await endOne(of);
        else
            waiting.push({ of, range: second.stretch, known: second.known });
        wake();
    };
    const lane = async () => {
        while (failure === null) {
            try {
                const ready = waiting.shift();
                if (ready !== undefined)
                    await walk(ready);
                else if (more)
                    await open();
                else if (active.size === 0 && opening === 0 && waiting.length === 0)
                    break;
                else {
                    // Nothing may happen between looking and waiting, or nobody would wake this lane.
                    const look = active.size + searching >= upTo() ? null : largest();
                    await (look === null ? changed() : takeHalf(look));
                }
            }
            catch (reason) {
                failure ??= { reason };
            }
        }
        wake();
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    if (failure !== null)
        throw failure.reason;
}

;// CONCATENATED MODULE: ./build/src/verify/layout.js
/**
 * The form of keys, `{folder}/{sub}/id/{document}`, part by part: a placeholder stands for one part that is not empty, everything else
 * for itself. The config takes no other forms (src/config/layout.ts).
 */
function layoutCheck(layoutKey) {
    const parts = layoutKey.split('/').map((part) => (part.startsWith('{') ? null : part));
    const count = parts.length;
    return (key) => {
        let from = 0;
        for (let index = 0; index < count; index += 1) {
            const end = key.indexOf('/', from);
            const last = index === count - 1;
            if (last && end !== -1)
                return `lies below ${layoutKey}`;
            if (!last && end === -1)
                return `has ${index + 1} of the ${count} parts of ${layoutKey}`;
            const until = last ? key.length : end;
            const fixed = parts[index];
            if (until === from)
                return `has an empty part, where ${layoutKey} has none`;
            if (typeof fixed === 'string' && !(until - from === fixed.length && key.startsWith(fixed, from)))
                return `has another part where ${layoutKey} says ${fixed}`;
            from = until + 1;
        }
        return null;
    };
}

// EXTERNAL MODULE: ./build/src/listing/walk.js
var walk = __webpack_require__(9493);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/listing/first-listed.js
var first_listed = __webpack_require__(5436);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
;// CONCATENATED MODULE: ./build/src/verify/outside.js









const NOTHING = { folders: 0, keys: 0, bytes: 0, more: false };
const NOTHING_OUTSIDE = { source: NOTHING, target: NOTHING, counts: {}, examples: [], unproven: null };
/**
 * Keys of one folder that is not expected, counted before the rest is passed over: a target's bucket may hold a table of
 * millions of files beside the folders, and to know that it is there costs a request, not its listing.
 */
const FOLDER_KEYS_UP_TO = 10_000;
/** Behind every key of a folder that anybody has: its last character is the last of Unicode. */
const LAST_OF = '\u{10ffff}';
/**
 * Looks between the expected folders, at both sides: the gaps between them, in key order, are asked for their first key, and what
 * turns up is counted. Nothing of it belongs to the migration, and nobody's account has it; but it is seen.
 */
async function lookOutside(s3, sides, known, lines, layout, signal) {
    const stray = { source: new Stray('source', lines, layout), target: new Stray('target', lines, layout) };
    const few = () => [...stray.source.first, ...stray.target.first].slice(0, EXAMPLES_UP_TO);
    const anomalies = () => times('layout-anomaly', stray.source.keys + stray.target.keys);
    // Both to their ends, also when one fails: what they find goes into the same lines.
    const [there, here] = await Promise.allSettled([
        strangersOf(s3.source, sides.source, known.source, stray.source, signal),
        strangersOf(s3.target, sides.target, known.target, stray.target, signal),
    ]);
    if (there.status === 'rejected' || here.status === 'rejected') {
        if (signal.aborted)
            signal.throwIfAborted();
        const { code, message } = (0,errors/* asMigrationError */.hp)(there.status === 'rejected' ? there.reason : here.reason);
        return { ...NOTHING_OUTSIDE, counts: anomalies(), examples: few(), unproven: `beside the expected folders: ${code}: ${message}` };
    }
    const examples = [];
    const at = { source: byName(there.value), target: byName(here.value) };
    const names = [...new Set([...at.source.keys(), ...at.target.keys()])].toSorted(order/* compareKeys */.Y);
    for (const folder of names) {
        const detail = `${said('source', at.source.get(folder))}, ${said('target', at.target.get(folder))}`;
        const finding = { class: 'unexpected-folder', folder, shard: '', key: null, source: null, target: null, detail };
        if (examples.length < EXAMPLES_UP_TO)
            examples.push(finding);
        await lines.finding(finding);
    }
    return {
        source: outsideOf(there.value, stray.source),
        target: outsideOf(here.value, stray.target),
        counts: { ...times('unexpected-folder', names.length), ...anomalies() },
        examples: [...examples, ...few()],
        unproven: null,
    };
}
const times = (of, count) => (count === 0 ? {} : { [of]: count });
const byName = (folders) => new Map(folders.map((one) => [one.folder, one]));
function said(side, found) {
    if (found === undefined)
        return `nothing at the ${side}`;
    return `${found.more ? 'more than ' : ''}${found.keys} keys and ${found.bytes} bytes at the ${side}`;
}
function outsideOf(folders, stray) {
    return folders.reduce((sum, { keys, bytes, more }) => ({ ...sum, keys: sum.keys + keys, bytes: sum.bytes + bytes, more: sum.more || more }), { folders: folders.length, keys: stray.keys, bytes: stray.bytes, more: false });
}
/** Keys in no folder at all: told where they are met, since there may be as many as keys, and the first of them kept. */
class Stray {
    keys = 0;
    bytes = 0;
    #side;
    #lines;
    #layout;
    #first = [];
    constructor(side, lines, layout) {
        this.#side = side;
        this.#lines = lines;
        this.#layout = layout;
    }
    /** In key order, whoever came to them first. */
    get first() {
        return this.#first;
    }
    found(key, { etag, lastModified, size }) {
        this.keys += 1;
        this.bytes += size;
        const finding = {
            ...{ class: 'layout-anomaly', folder: '', shard: '', key, source: null, target: null },
            [this.#side]: { size, etag, lastModified },
            detail: this.#layout?.(key) ?? 'lies in no folder',
        };
        if (this.#first.length < EXAMPLES_UP_TO || (0,order/* compareKeys */.Y)(key, this.#first.at(-1).key) < 0)
            this.#first = [...this.#first, ownFinding(finding)].toSorted((a, b) => (0,order/* compareKeys */.Y)(a.key, b.key)).slice(0, EXAMPLES_UP_TO);
        return this.#lines.finding(finding);
    }
}
/** Each stretch of so many expected folders is looked through by itself, a few stretches at once. */
const FOLDERS_OF_A_STRETCH = 64;
const STRETCHES_AT_ONCE = 8;
async function strangersOf(s3, side, known, stray, signal) {
    const sorted = known.folders.toSorted(order/* compareKeys */.Y);
    const cuts = sorted.filter((_, index) => index % FOLDERS_OF_A_STRETCH === 0 && index > 0);
    const look = { s3, side, expected: new Set(sorted), ours: known.ours, stray, signal };
    const found = [];
    try {
        await (0,pool/* eachUpTo */.M)([null, ...cuts].entries(), STRETCHES_AT_ONCE, async ([index, from]) => {
            found[index] = await strangersWithin(look, { from, to: cuts[index] ?? null });
        });
    }
    catch (error) {
        throw error instanceof types/* S3Error */.D ? (0,explain/* explainS3Error */.y)(error, `listing s3://${side.bucket}/${side.prefix}`) : error;
    }
    return found.flat();
}
async function strangersWithin(look, { from, to }) {
    const folders = [];
    let after = from;
    for (;;) {
        const first = await firstAfter(look, after);
        if (first === null || (to !== null && (0,order/* compareKeys */.Y)(first, to) > 0))
            break;
        const slash = first.indexOf('/');
        const folder = first.slice(0, Math.max(0, slash));
        const inside = slash !== -1 && look.expected.has(folder) ? `${folder}/` : look.ours.find((prefix) => first.startsWith(prefix));
        if (inside !== undefined)
            after = behind(inside, first);
        else if (slash !== -1) {
            // A key that is even behind the last of Unicode brings its folder once more: it was counted.
            if (folders.at(-1)?.folder !== folder)
                folders.push(await counted(look, folder, after));
            after = behind(`${folder}/`, first);
        }
        else {
            // As many as there are before the next folder, a page at a time.
            for await (const page of pagesOf(look, '', after, to)) {
                const end = page.findIndex(({ key }) => key.includes('/'));
                for (const { key, object } of end === -1 ? page : page.slice(0, end)) {
                    const wait = look.stray.found(key, object);
                    if (wait !== undefined)
                        await wait;
                    after = key;
                }
                if (end !== -1)
                    break;
            }
        }
    }
    return folders;
}
/** Pages with keys that count from the side's prefix. */
async function* pagesOf({ s3, side, signal }, prefix, after, to) {
    const walked = {
        ...placeOf(side),
        prefix: side.prefix + prefix,
        after: after === null ? undefined : side.prefix + after,
        upTo: to === null ? undefined : side.prefix + to,
    };
    for await (const page of (0,walk/* walkPages */.wZ)(s3, walked, signal))
        yield page.map((object) => ({ key: object.key.slice(side.prefix.length), object }));
}
/** Where to go on after a folder: behind its last key; from key to key where one is even behind that. */
function behind(prefix, key) {
    const end = prefix + LAST_OF;
    return (0,order/* compareKeys */.Y)(key, end) > 0 ? key : end;
}
async function firstAfter({ s3, side, signal }, after) {
    const startAfter = after === null ? undefined : side.prefix + after;
    const first = await (0,first_listed/* firstListed */.o)(s3, { ...placeOf(side), prefix: side.prefix, startAfter }, signal);
    return first === null ? null : first.key.slice(side.prefix.length);
}
async function counted(look, folder, after) {
    let keys = 0;
    let bytes = 0;
    for await (const page of pagesOf(look, `${folder}/`, after, null)) {
        for (const { key, object } of page) {
            if (look.ours.some((prefix) => key.startsWith(prefix)))
                continue;
            if (keys === FOLDER_KEYS_UP_TO)
                return { folder, keys, bytes, more: true };
            keys += 1;
            bytes += object.size;
        }
    }
    return { folder, keys, bytes, more: false };
}
function placeOf({ account, bucket }) {
    return { from: (0,parties/* bucketOf */.A)({ bucket, account }) };
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./build/src/verify/lines.js

const SIGNS = {
    'missing-folder': '+',
    'source-folder-missing': '-',
    'unexpected-folder': '-',
    'missing-object': '+',
    'size-differs': '*',
    'content-differs': '*',
    'changed-after-copy': '*',
    'target-only': '-',
    archived: '*',
    // Its content is equal, or it is a finding of another class, too.
    'layout-anomaly': '=',
    unverifiable: '!',
};
function signOf({ class: of, target }) {
    return of === 'archived' && target === null ? '+' : SIGNS[of];
}
/** A control character in a key would end the line: it is escaped, as in every message. */
const combinedLine = (sign, key) => `${sign} ${(0,errors/* printable */.g$)(key)}\n`;
const findingLine = (finding) => `${JSON.stringify(finding)}\n`;
const NO_LINES = { finding: () => undefined };

;// CONCATENATED MODULE: ./build/src/verify/segments.js




const pack = (0,external_node_util_.promisify)(external_node_zlib_.gzip);
/** Lines of one segment: some megabytes before they are packed, so that memory does not grow with what was found. */
const SEGMENT_LINES_UP_TO = 10_000;
/**
 * Every finding, as NDJSON and in rclone's notation (without its `=` lines: what is equal is in the manifests), in segments
 * of the ledger. Whoever has found something waits until there is room for it.
 */
class LedgerLines {
    #ledger;
    #names;
    #findings = '';
    #combined = '';
    #held = 0;
    #lines = 0;
    #segments = 0;
    #written = Promise.resolve();
    constructor(ledger, names) {
        this.#ledger = ledger;
        this.#names = names;
    }
    finding(finding) {
        this.#findings += findingLine(finding);
        if (finding.key !== null && signOf(finding) !== '=')
            this.#combined += combinedLine(signOf(finding), finding.key);
        this.#held += 1;
        this.#lines += 1;
        return this.#held < SEGMENT_LINES_UP_TO ? undefined : this.#flush();
    }
    /** Writes what is left. Null when nothing was found. */
    async end() {
        if (this.#held > 0)
            void this.#flush();
        await this.#written;
        if (this.#segments === 0)
            return null;
        const place = (name) => this.#ledger.uri(name.slice(0, name.lastIndexOf('/') + 1));
        return {
            findings: place(this.#names.findings(0)),
            combined: place(this.#names.combined(0)),
            lines: this.#lines,
            segments: this.#segments,
        };
    }
    /** One segment after the other; a failure is kept for whoever waits next. */
    #flush() {
        const [findings, combined, segment] = [this.#findings, this.#combined, this.#segments];
        this.#findings = '';
        this.#combined = '';
        this.#held = 0;
        this.#segments += 1;
        this.#written = this.#written.then(async () => {
            await this.#write(this.#names.findings(segment), findings);
            await this.#write(this.#names.combined(segment), combined);
        });
        // It is awaited by whoever adds the next line too many, and by `end`.
        this.#written.catch(() => undefined);
        return this.#written;
    }
    async #write(name, text) {
        await (0,store/* writeOrThrow */.Hy)(this.#ledger, name, await pack(text, { level: external_node_zlib_.constants.Z_BEST_SPEED }));
    }
}

// EXTERNAL MODULE: ./build/src/clock.js
var clock = __webpack_require__(8179);
;// CONCATENATED MODULE: ./build/src/verify/verify.js




/** Examples that a findings document carries over all folders: a few for each, and never a document that cannot be shown. */
const verify_EXAMPLES_UP_TO = 2000;
/** What a run ends with, from what was found and what could not be seen. */
function verdictOf(counts, unproven, weights) {
    if (unproven)
        return 'unproven';
    const weigh = new Set(classesOf(counts).map((name) => weights[name]));
    return weigh.has('different') ? 'different' : weigh.has('unproven') ? 'unproven' : 'identical';
}
/**
 * One finding for each folder that could not be seen whole, and one for what lies beside all of them, whatever they showed as far as they
 * were seen: no reader of counts, examples or lines must take the pass for clean.
 */
function unseenFindings({ outside, verdicts }) {
    const folders = verdicts.flatMap((verdict) => unseenFolderFinding(verdict));
    return outside.unproven === null ? folders : [...folders, verify_unseen('', '', outside.unproven)];
}
const verify_unseen = (folder, shard, detail) => ({
    ...{ class: 'unverifiable', folder, shard, key: null, source: null, target: null },
    detail,
});
function unseenFolderFinding(verdict) {
    const reason = whyUnseen(verdict);
    return reason === null ? [] : [verify_unseen(verdict.folder, verdict.shard, reason)];
}
/** The accounts of folders that close add up to those of shards, and in total, that close. */
const whyUnseen = ({ tally, unproven }) => unproven ?? (closes(tally.seen) ? null : 'its account does not close');
/** One pass: the folders' verdicts as one document. Pure. */
function findingsOf(plan, planDigest, facts) {
    const { pass, verdicts, checkpoints, outside } = facts;
    const total = sumOf(verdicts.map(({ tally }) => tally));
    const notSeen = unseenFindings(facts);
    const unproven = notSeen.map(({ detail, folder }) => ({ folder, reason: detail ?? '' }));
    const shown = addCounts(total.counts, outside.counts);
    const counts = notSeen.length === 0 ? shown : addCounts(shown, { unverifiable: notSeen.length });
    const examples = [
        ...verdicts.flatMap((verdict) => [...unseenFolderFinding(verdict), ...verdict.tally.examples]),
        ...notSeen.filter(({ folder }) => folder === ''),
        ...outside.examples,
    ];
    const affected = verdicts.filter((verdict) => whyUnseen(verdict) === null && verdict.beyondRepeat === null && healable(verdict.tally.counts));
    const shards = [...new Set(affected.map(({ shard }) => shard))].toSorted();
    return {
        contract: 'findings/2',
        migration: plan.migration,
        identity: plan.digests.identity,
        plan: planDigest,
        pass,
        verdict: verdictOf(counts, unproven.length > 0, OF_A_MIGRATION),
        counts,
        examples: examples.slice(0, verify_EXAMPLES_UP_TO),
        folders: affected.map(({ folder }) => folder),
        shards,
        affected: shards.map((shard) => ({
            shard,
            folders: affected.filter(({ shard: of }) => of === shard).map(({ folder }) => folder),
        })),
        beyondRepeat: verdicts.flatMap(({ folder, shard, beyondRepeat }) => beyondRepeat === null ? [] : [{ folder, shard, ...beyondRepeat }]),
        folderCounts: {
            expected: plan.folders.length,
            present: verdicts.filter(({ present }) => present).length,
            identical: verdicts.filter((verdict) => stateOf(verdict) === 'identical').length,
        },
        accounts: checkpoints.reduce((sum, checkpoint) => (checkpoint === null ? sum : (0,accounts/* addAccounts */.KE)(sum, checkpoint.accounts)), accounts/* NO_ACCOUNTS */.hp),
        seen: total.seen,
        perShard: shardsOf(plan, verdicts),
        perFolder: verdicts.map((verdict) => ({
            folder: verdict.folder,
            shard: verdict.shard,
            state: stateOf(verdict),
            ...verdict.tally.digests,
        })),
        digests: total.digests,
        outside: { source: outside.source, target: outside.target },
        unproven,
        confidence: total.confidence,
        deep: facts.deep,
        list: facts.list,
        startedAt: (0,clock/* isoSeconds */.nE)(facts.startedAtMs),
        finishedAt: (0,clock/* isoSeconds */.nE)(facts.clock.now()),
    };
}
const healable = (counts) => classesOf(counts).some((name) => HEALED_BY_REPEAT[name]);
function stateOf(verdict) {
    if (whyUnseen(verdict) !== null)
        return 'unproven';
    if (!verdict.present)
        return 'absent';
    return verdictOf(verdict.tally.counts, false, OF_A_MIGRATION);
}
function shardsOf({ shards }, verdicts) {
    const sums = new Map(shards.map(({ shard }) => [shard, { folders: 0, seen: NOTHING_SEEN }]));
    for (const { shard, tally } of verdicts) {
        const { folders, seen } = sums.get(shard) ?? { folders: 0, seen: NOTHING_SEEN };
        sums.set(shard, { folders: folders + 1, seen: addSeen(seen, tally.seen) });
    }
    return Array.from(sums, ([shard, sum]) => ({ shard, ...sum }));
}
const closes = (seen) => seen.sourceListed === seen.equal + seen.different + seen.excluded && seen.targetListed === seen.matched + seen.targetOnly;

;// CONCATENATED MODULE: ./build/src/stages/verify-pass.js









/**
 * One pass, wherever it runs: lists both sides afresh, folder by folder, and holds the ledger against them. Of what copiers know
 * it takes the manifests only, which it judges.
 */
async function verifyPass(deps, open, { pass, deep: sample, lists }, tell = () => undefined) {
    const { agent, agentLedger, clock, log, signal } = deps;
    const { plan, digest, names } = open;
    const startedAtMs = clock.now();
    const shardOf = new Map(plan.shards.flatMap(({ shard, folders }) => folders.map((folder) => [folder, shard])));
    const folders = plan.folders.map(({ folder }) => folder);
    log(`Pass ${pass}: listing both sides of ${folders.length} folders`);
    const rules = {
        cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified),
        archived: 'excluded',
    };
    const layout = layoutCheck(plan.layoutKey);
    const lines = new LedgerLines(deps.listLedger, segmentNames(`${lists}-${startedAtMs}`));
    const deep = sample === null ? null : new verify_deep/* DeepLooks */.$3(agent, plan, sample, verify_deep/* headChecksums */.Z4);
    const verifying = { s3: agent, ledger: agentLedger, names, lines, deep };
    const verdicts = [];
    const checkpoints = [];
    let progress = { folders: folders.length, foldersDone: 0, seen: 0 };
    const ended = (index, verdict) => {
        verdicts[index] = verdict;
        const { sourceListed, targetListed } = verdict.tally.seen;
        const { foldersDone, seen } = progress;
        progress = { ...progress, foldersDone: foldersDone + 1, seen: seen + sourceListed + targetListed };
        tell(progress);
    };
    tell(progress);
    const outside = lookOutside(agent, plan, knownOf(plan), lines, layout, signal);
    // It is awaited when the folders are done.
    outside.catch(() => undefined);
    const left = folders.entries();
    const nextFolder = async () => {
        for (const [index, folder] of left) {
            const task = { folder, shard: shardOf.get(folder), source: plan.source, target: plan.target, rules, layout };
            try {
                const checkpoint = (await (0,ledger_checkpoint/* readProgress */.gQ)(agentLedger, names, folder, signal))?.checkpoint ?? null;
                if (checkpoint !== null)
                    refuseForeign(checkpoint, folder, open, agentLedger);
                checkpoints[index] = checkpoint;
                return folderToVerify(verifying, { ...task, checkpoint }, (verdict) => ended(index, verdict), signal);
            }
            catch (thrown) {
                if (signal.aborted || (thrown instanceof errors/* MigrationError */.Py && thrown.code === 'MANIFEST_FOREIGN'))
                    throw thrown;
                // One folder's damaged record says nothing about the others, which are looked at all the same.
                checkpoints[index] = null;
                ended(index, unseenFolder(task, (0,errors/* asMigrationError */.hp)(thrown)));
            }
        }
        return null;
    };
    await lookInLanes(nextFolder, { lanes: LANES }, signal);
    const seen = { verdicts, outside: await outside };
    for (const finding of unseenFindings(seen))
        await lines.finding(finding);
    const findings = findingsOf(plan, digest, {
        pass,
        ...seen,
        checkpoints,
        deep: deep === null ? null : deep.report(),
        list: await lines.end(),
        startedAtMs,
        clock,
    });
    return { findings, generations: generationsOf(findings, folders, checkpoints) };
}
/** A repeat walks each of the affected folders once more, from its beginning. */
function generationsOf({ folders: affected }, folders, checkpoints) {
    const at = new Map(folders.map((folder, index) => [folder, index]));
    return Object.fromEntries(affected.map((folder) => [folder, (checkpoints[at.get(folder)]?.generation ?? 0) + 1]));
}
/** A manifest of another migration proves nothing about this one. @throws MigrationError MANIFEST_FOREIGN */
function refuseForeign({ migration, identity, folder: of }, folder, { plan, names }, ledger) {
    if (migration === plan.migration && identity === plan.digests.identity && of === folder)
        return;
    throw new errors/* MigrationError */.Py('MANIFEST_FOREIGN', `The manifest of folder ${(0,errors/* printable */.g$)(folder)} is not this migration's: ${ledger.uri(names.checkpoint(folder))} is of folder ${(0,errors/* printable */.g$)(of)} of ${(0,errors/* printable */.g$)(migration)}, identity ${identity}`, { next: 'Somebody copied it there. Delete it, and run the copy of this folder again. Nothing was verified.' });
}
/** What lies beside the expected folders and is ours, or the table's, is no stranger. */
function knownOf({ folders, ledger, partition, source, target }) {
    const names = folders.map(({ folder }) => folder);
    const ours = (side) => {
        const places = ledger.bucket === side.bucket ? [ledger.prefix] : [];
        if (partition !== null && side === target)
            places.push(partition.table.prefix);
        // Below the side's prefix, and not the whole of it.
        return places.filter((place) => place.startsWith(side.prefix)).flatMap((place) => place.slice(side.prefix.length) || []);
    };
    return { source: { folders: names, ours: ours(source) }, target: { folders: names, ours: ours(target) } };
}
function segmentNames(place) {
    const padded = (segment) => String(segment).padStart(6, '0');
    return {
        findings: (segment) => `${place}/findings/${padded(segment)}.ndjson.gz`,
        combined: (segment) => `${place}/combined/${padded(segment)}.txt.gz`,
    };
}

// EXTERNAL MODULE: ./build/src/contracts/findings.js
var contracts_findings = __webpack_require__(9391);
// EXTERNAL MODULE: ./build/src/fleet/drive.js
var drive = __webpack_require__(6506);
// EXTERNAL MODULE: ./build/src/fleet/heartbeats.js
var heartbeats = __webpack_require__(8841);
// EXTERNAL MODULE: ./build/src/fleet/scripts.js
var scripts = __webpack_require__(286);
// EXTERNAL MODULE: ./build/src/stages/machine-wish.js
var machine_wish = __webpack_require__(8758);
;// CONCATENATED MODULE: ./build/src/stages/verify-there.js







const verifyWords = (pass) => ({ called: `Pass ${pass}`, again: 'it lists both sides from their beginning' });
/**
 * A pass on a machine of its own, which is followed to its end. Each job starts the pass afresh, also where the agent of an earlier job
 * is at it still: findings are of the run that they are told in. So it leaves no pass to a later run either: when the time of the job
 * is up it is cancelled, as it is when the job itself verifies, and the agent is asked to stop.
 */
async function verifyThere(deps, open, { deep, pass }) {
    const { fleet, ledger, log, signal } = deps;
    const { plan, digest, names, uri } = open;
    log(`Pass ${pass}: listing both sides of ${plan.folders.length} folders, on a machine`);
    const agent = await fleet.agentBundle();
    const { heartbeat } = await (0,drive/* driveWorker */.l)({ ...deps, ...fleet, names }, {
        wish: (0,machine_wish/* machineWish */.$p)(plan, machine_wish/* VERIFY_WORKER */.nU),
        words: verifyWords(pass),
        progress: ({ folders, foldersDone, seen = 0 }) => `${foldersDone} of ${folders} folders, ${seen} keys of both sides`,
        plan: digest,
        round: pass,
        script: ({ process }) => {
            const { account: ledgerAccount, region } = plan.ledger;
            return (0,scripts/* agentScript */.N)({ agent, plan: uri, ledgerAccount, region, work: { kind: 'verify', pass, deep }, process });
        },
        takesUp: false,
        newProcess: fleet.newProcess,
        lateAtMs: Number.POSITIVE_INFINITY,
    });
    const error = (0,heartbeats/* errorOfBeat */.W0)(heartbeat, {
        code: 'UNPROVEN',
        next: 'Mend what it names, then re-run this job: nothing is proven until then.',
    });
    if (error !== null)
        throw error;
    const name = names.verifyResult(digest, pass, heartbeat.process);
    const stored = await ledger.read(name, signal);
    if (stored === null)
        throw new errors/* MigrationError */.Py('UNPROVEN', `The machine ${heartbeat.machine} ended pass ${pass} without a result at ${ledger.uri(name)}`, {
            next: 'Re-run this job: nothing is proven until then.',
        });
    const { findings, generations } = (0,contract/* parseContract */.UA)(contracts_findings/* verifyResult */.rP, stored.body.toString('utf8'), ledger.uri(name));
    const isOurs = findings.migration === plan.migration && findings.identity === plan.digests.identity && findings.plan === digest;
    if (isOurs && findings.pass === pass)
        return { findings, generations };
    throw new errors/* MigrationError */.Py('CONTRACT_MISMATCH', `${ledger.uri(name)} is of pass ${findings.pass} of plan ${findings.plan} of ${findings.migration}`, {
        next: 'Somebody put it there. Re-run this job: it lists both sides afresh.',
    });
}

;// CONCATENATED MODULE: ./build/src/stages/verify.js









/**
 * Lists both sides afresh, here or on a machine of its own, names what differs, and writes the orders that repeat exactly the
 * affected shards: those of round `pass`. Wherever the pass ran, findings and orders are written here, under the operate role.
 */
async function verifyStage(deps, open, input) {
    const { ledger, log } = deps;
    const { plan, digest, names } = open;
    const { deep = null, pass } = input;
    if (pass < 1)
        throw new errors/* MigrationError */.Py('USAGE', `There is no pass ${pass}`, { next: "Passes count from 1: round 0 is the plan's own." });
    await (0,access/* accessStage */.D)({ ...deps, agentSource: deps.agent.source }, open);
    const { findings, generations } = plan.verify === undefined
        ? await verifyPass({ ...deps, listLedger: ledger }, open, { pass, deep, lists: names.findingsLists(digest, pass) })
        : await verifyThere(deps, open, { pass, deep });
    const findingsDigest = (0,external_node_crypto_.createHash)('sha256').update((0,contract/* canonicalJson */.dj)(findings)).digest('hex').slice(0, 32);
    for (const order of (0,orders/* repeatOrders */.b)(plan, findings.folders, generations, pass)) {
        await (0,store/* writeOrThrow */.Hy)(ledger, names.order(digest, pass, order.shard), JSON.stringify(order));
    }
    await (0,store/* writeOrThrow */.Hy)(ledger, names.findings(findingsDigest), JSON.stringify(findings));
    for (const line of saidOf(findings))
        log(`Pass ${pass}: ${line}`);
    const uri = ledger.uri(names.findings(findingsDigest));
    return { findings, uri, round: pass, error: errorOf(findings, uri) };
}
function saidOf({ beyondRepeat, counts, folders, seen, shards, verdict }) {
    const { equal, excluded, sourceListed, targetOnly } = seen;
    return [
        `${verdict}; ${equal} of ${sourceListed} keys equal, ${excluded} excluded, ${targetOnly} only at the target`,
        ...Object.entries(counts).map(([name, times]) => `${name} ${times}`),
        ...beyondRepeat.map(({ folder, shard, keys, reason }) => `${folder} in shard ${shard} is not repeated, no repeat can help ${keys} of its keys: ${reason}`),
        ...(folders.length > 0 ? [`affected ${folders.join(' ')} in shards ${shards.join(' ')}`] : []),
    ];
}
function errorOf(findings, uri) {
    const { verdict, counts, folders, shards, beyondRepeat } = findings;
    const details = { findings: uri };
    if (verdict === 'identical')
        return null;
    if (verdict === 'unproven')
        return new errors/* MigrationError */.Py('UNPROVEN', (0,unseen/* unseenFirst */.v)(findings), {
            details,
            next: 'Mend what is named and re-run this job: nothing is proven until everything was listed to its end.',
        });
    const classes = Object.entries(counts).map(([name, times]) => `${name} ${times}`);
    return new errors/* MigrationError */.Py('DIFFERENCES_FOUND', `Source and target differ: ${classes.join(', ')}`, {
        details: {
            ...details,
            folders: folders.slice(0, 20).join(' ') + (folders.length > 20 ? ` and ${folders.length - 20} more` : ''),
            shards: shards.join(' '),
        },
        next: folders.length > 0
            ? 'Run the affected shards again (the next round of the workflow does), then verify again.'
            : beyondRepeat.length > 0
                ? `No repeat can help: ${beyondRepeat[0].folder}: ${beyondRepeat[0].reason}. Mend that first.`
                : 'No repeat can help: look at what the classes name.',
    });
}


/***/ }),

/***/ 6954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $3: () => (/* binding */ DeepLooks),
/* harmony export */   Z4: () => (/* binding */ headChecksums),
/* harmony export */   lo: () => (/* binding */ parsePercent)
/* harmony export */ });
/* harmony import */ var _s3_parties_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1540);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2469);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4587);






/** As a HEAD with x-amz-checksum-mode tells them (API_HeadObject): needs no more than the right to read the object. */
const headChecksums = async (s3, side, key, signal) => {
    const { checksum } = await s3.headObject({ from: (0,_s3_parties_js__WEBPACK_IMPORTED_MODULE_4__/* .bucketOf */ .A)(side), key: side.prefix + key }, signal);
    return checksum === null || checksum.type !== 'FULL_OBJECT' ? [] : [checksum];
};
/** Objects are read whole, into memory: larger ones are left to their checksums. */
const READ_BYTES_UP_TO = 8 * 1024 * 1024;
/** Looks closer than a listing at a seeded sample of the keys that a listing takes for equal. */
class DeepLooks {
    #s3;
    #sides;
    #sample;
    #checksums;
    #sampled = 0;
    #byChecksum = 0;
    #byBytes = 0;
    #untold = 0;
    #differing = 0;
    constructor(s3, sides, sample, checksums) {
        this.#s3 = s3;
        this.#sides = sides;
        this.#sample = sample;
        this.#checksums = checksums;
    }
    takes(key) {
        return (0,_digest_js__WEBPACK_IMPORTED_MODULE_5__/* .drawOf */ .Gl)(this.#sample.seed, key) * 100 < this.#sample.percent;
    }
    /** @throws MigrationError what S3 refuses: then the sample was not seen whole */
    async look(key, source, target, signal) {
        this.#sampled += 1;
        const look = (await this.#byChecksums(key, signal)) ?? (await this.#readBoth(key, source, target, signal));
        if (look.shows === 'differs')
            this.#differing += 1;
        if (look.shows === 'untold')
            this.#untold += 1;
        return look;
    }
    async #byChecksums(key, signal) {
        const read = this.#checksums;
        if (read === null)
            return null;
        const [there, here] = await this.#both((s3, side) => read(s3, side, key, signal).catch(noneIfGone), 'reading checksums');
        for (const { algorithm, value } of there) {
            const other = here.find((one) => one.algorithm === algorithm);
            if (other === undefined)
                continue;
            this.#byChecksum += 1;
            if (other.value === value)
                return { shows: 'equal', detail: `${algorithm} ${value}` };
            return { shows: 'differs', detail: `${algorithm} is ${value} at the source, and ${other.value} at the target` };
        }
        return null;
    }
    async #readBoth(key, source, target, signal) {
        if (source.size > READ_BYTES_UP_TO || target.size > READ_BYTES_UP_TO)
            return { shows: 'untold', detail: `larger than the ${READ_BYTES_UP_TO} bytes that are read, and no checksum that both sides have` };
        const [there, here] = await this.#both(async (s3, side) => {
            const read = s3.getObject((0,_s3_parties_js__WEBPACK_IMPORTED_MODULE_4__/* .bucketOf */ .A)(side), side.prefix + key, signal).catch(archivedIfSaid);
            return (await read)?.body ?? null;
        }, 'reading');
        if (there === ARCHIVED.body || here === ARCHIVED.body)
            return { shows: 'untold', detail: 'archived, and no checksum that both sides have' };
        if (there === null || here === null)
            return { shows: 'differs', detail: `gone from the ${there === null ? 'source' : 'target'} since it was listed` };
        this.#byBytes += 1;
        if (there.equals(here))
            return { shows: 'equal', detail: `${there.length} bytes are the same` };
        return { shows: 'differs', detail: `the bytes differ: SHA-256 ${sha256(there)} at the source, ${sha256(here)} at the target` };
    }
    async #both(ask, doing) {
        try {
            return await Promise.all([ask(this.#s3.source, this.#sides.source), ask(this.#s3.target, this.#sides.target)]);
        }
        catch (error) {
            throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_3__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explainS3Error */ .y)(error, `${doing} of the sample`) : error;
        }
    }
    /** What was looked at, and what that proves. */
    report() {
        const { percent, seed } = this.#sample;
        const counts = { sampled: this.#sampled, byChecksum: this.#byChecksum, byBytes: this.#byBytes, untold: this.#untold };
        return { percent, seed, ...counts, differing: this.#differing, says: said(this.#sampled - this.#untold, this.#differing, percent) };
    }
}
/** The rule of three: none of n differs, so with 95 % confidence at most 3 in n of all do. */
const RULE_OF = 3;
function said(told, differing, percent) {
    if (differing > 0)
        return `${differing} of ${told} sampled keys have another content than their ETags, records or sizes said`;
    if (told === 0)
        return 'No key was in the sample: it proves nothing';
    const looked = `All of the ${told} sampled keys have the same content at both sides`;
    if (percent >= 100)
        return `${looked}, and every key that a listing shows as equal was sampled`;
    const most = Math.min(100, (100 * RULE_OF) / told);
    return `${looked}: with 95 % confidence at most ${most < 0.01 ? most.toExponential(1) : most.toFixed(2)} % of the keys that a listing shows as equal differ`;
}
/** What is gone since it was listed is told when it is to be read. */
function noneIfGone(error) {
    if (error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_3__/* .S3Error */ .D && error.status === 404)
        return [];
    throw error;
}
/** Stands for an object whose bytes cannot be read before it is restored. */
const ARCHIVED = { body: Buffer.from('archived') };
function archivedIfSaid(error) {
    if (error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_3__/* .S3Error */ .D && error.code === 'InvalidObjectState')
        return ARCHIVED;
    throw error;
}
function sha256(body) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(body).digest('hex');
}
/** `1`, `0.5%`, `100%`. @throws MigrationError USAGE */
function parsePercent(text) {
    const percent = /^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
    if (percent > 0 && percent <= 100)
        return percent;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py('USAGE', `"${text}" is no share of the keys`, {
        next: 'Give a percentage above 0 and up to 100, for example 1%.',
    });
}


/***/ }),

/***/ 4587:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fx: () => (/* binding */ addKey),
/* harmony export */   Gl: () => (/* binding */ drawOf),
/* harmony export */   M6: () => (/* binding */ digestText),
/* harmony export */   _G: () => (/* binding */ addDigest),
/* harmony export */   ol: () => (/* binding */ digestOf),
/* harmony export */   vq: () => (/* binding */ emptyDigests)
/* harmony export */ });
const LANES = 4;
function emptyDigests() {
    return { content: new Int32Array(LANES), names: new Int32Array(LANES) };
}
const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;
const TWO_TO_32 = 0x1_0000_0000;
const BLOCK_BYTES = 16;
const UNITS_OF_A_BLOCK = 8;
/** The hash under way; one for all, because JavaScript has one thread and nothing here waits. */
let h1 = 0;
let h2 = 0;
let h3 = 0;
let h4 = 0;
function block(k1, k2, k3, k4) {
    let k = Math.imul(k1, C1);
    h1 ^= Math.imul((k << 15) | (k >>> 17), C2);
    h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
    k = Math.imul(k2, C2);
    h2 ^= Math.imul((k << 16) | (k >>> 16), C3);
    h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
    k = Math.imul(k3, C3);
    h3 ^= Math.imul((k << 17) | (k >>> 15), C4);
    h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
    k = Math.imul(k4, C4);
    h4 ^= Math.imul((k << 18) | (k >>> 14), C1);
    h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
}
/** Blocks of the text; answers how many. */
function text(units) {
    const { length } = units;
    let at = 0;
    for (; at + UNITS_OF_A_BLOCK <= length; at += UNITS_OF_A_BLOCK) {
        block(units.charCodeAt(at) | (units.charCodeAt(at + 1) << 16), units.charCodeAt(at + 2) | (units.charCodeAt(at + 3) << 16), units.charCodeAt(at + 4) | (units.charCodeAt(at + 5) << 16), units.charCodeAt(at + 6) | (units.charCodeAt(at + 7) << 16));
    }
    if (at < length)
        block(word(units, at), word(units, at + 2), word(units, at + 4), word(units, at + 6));
    return Math.ceil(length / UNITS_OF_A_BLOCK);
}
/** NaN, which is what there is behind the end, counts as 0. */
const word = (units, at) => units.charCodeAt(at) | (units.charCodeAt(at + 1) << 16);
function mixed(h) {
    let mix = h ^ (h >>> 16);
    mix = Math.imul(mix, 0x85ebca6b);
    mix ^= mix >>> 13;
    mix = Math.imul(mix, 0xc2b2ae35);
    return mix ^ (mix >>> 16);
}
/** Ends the hash without disturbing it: more blocks may follow. */
function addTo(sum, blocks) {
    const bytes = blocks * BLOCK_BYTES;
    let a = h1 ^ bytes;
    let b = h2 ^ bytes;
    let c = h3 ^ bytes;
    let d = h4 ^ bytes;
    a = (a + b + c + d) | 0;
    b = (b + a) | 0;
    c = (c + a) | 0;
    d = (d + a) | 0;
    a = mixed(a);
    b = mixed(b);
    c = mixed(c);
    d = mixed(d);
    a = (a + b + c + d) | 0;
    sum[0] = sum[0] + a;
    sum[1] = sum[1] + (b + a);
    sum[2] = sum[2] + (c + a);
    sum[3] = sum[3] + (d + a);
}
/** Counts one key in. No allocation: it runs once for every key of both sides. */
function addKey(to, key, size, etag) {
    h1 = h2 = h3 = h4 = 0;
    block(key.length, size | 0, (size / TWO_TO_32) | 0, 0);
    let blocks = 1 + text(key);
    addTo(to.names, blocks);
    block(etag.length, 0, 0, 1);
    blocks += 1 + text(etag);
    addTo(to.content, blocks);
}
/** What two disjoint sets of keys have together. */
function addDigest(to, more) {
    for (let lane = 0; lane < LANES; lane += 1)
        to[lane] = to[lane] + more[lane];
}
function digestText(sum) {
    return Array.from(sum, (lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
function digestOf(text) {
    return Int32Array.from({ length: LANES }, (_, lane) => Number.parseInt(text.slice(lane * 8, lane * 8 + 8), 16) | 0);
}
/**
 * 0 up to, not including, 1 for a key: which keys a sample takes depends on nothing but the seed and the key.
 */
function drawOf(seed, key) {
    h1 = h2 = h3 = h4 = seed | 0;
    const blocks = text(key);
    const drawn = new Int32Array(LANES);
    addTo(drawn, blocks);
    return (drawn[0] >>> 0) / TWO_TO_32;
}


/***/ })

};
