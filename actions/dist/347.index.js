export const id = 347;
export const ids = [347];
export const modules = {

/***/ 7728:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(75);
/* harmony import */ var _src_report_table_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6108);
/* harmony import */ var _src_stages_verify_table_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9251);
/* harmony import */ var _src_stages_verify_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(740);





const { env } = process;
await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runStoppableAction */ .MJ)(env, (context) => context.input('scope', { oneOf: ['copy', 'table'] }) === 'table' ? table(context) : copy(context));
/** Source against target, and both against the ledger. */
function copy(context) {
    return (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .onPlan */ .L2)(env, context, async (deps, open, { input, number }) => {
        const onDifferences = input('on-differences', { oneOf: ['fail', 'repeat'] }) || 'fail';
        const { findings, uri, round, error } = await (0,_src_stages_verify_js__WEBPACK_IMPORTED_MODULE_4__/* .verifyStage */ .U)(deps, open, { pass: number('pass', { min: 1, max: 9, fallback: 1 }) });
        return {
            outputs: {
                verdict: findings.verdict,
                findings: uri,
                matrix: JSON.stringify(findings.shards),
                affected: String(findings.shards.length),
                round: String(round),
            },
            summary: (0,_src_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .findingsMarkdown */ .O9)(findings, uri),
            // Differences that the next round is there to heal do not fail this pass; a side that could not be seen does.
            error: error?.code === 'DIFFERENCES_FOUND' && onDifferences === 'repeat' && findings.shards.length > 0 ? null : error,
        };
    });
}
/** The table against its commits, from documents to footers. */
function table(context) {
    return (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .onTable */ .kJ)(env, context, async ({ operate, s3, catalogue }, open, { log, signals }) => {
        const deps = { s3, catalogue, ledger: operate.ledger, clock: operate.clock, signal: signals.stop, log };
        const { findings, uri, error } = await (0,_src_stages_verify_table_js__WEBPACK_IMPORTED_MODULE_3__/* .verifyTableStage */ .q)(deps, open);
        return { outputs: { verdict: findings.verdict, findings: uri }, summary: (0,_src_report_table_js__WEBPACK_IMPORTED_MODULE_2__/* .tableFindingsMarkdown */ .y)(findings, uri), error };
    });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 9391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pg: () => (/* binding */ findings),
/* harmony export */   sy: () => (/* binding */ findingClass)
/* harmony export */ });
/* unused harmony exports FINDING_CLASSES, finding, seen */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _copy_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8372);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);



const FINDING_CLASSES = [
    'missing-folder',
    'source-folder-missing',
    'missing-object',
    'size-differs',
    'content-differs',
    'changed-after-copy',
    'target-only',
    'archived',
    'unverifiable',
];
const findingClass = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(FINDING_CLASSES);
const facts = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ size: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, etag: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), lastModified: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** One difference, with what both sides show. `key` is null when the whole folder is meant. */
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
/** The outcome of one verify pass. Counts are exact; `examples` is bounded per class and folder. */
const findings = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('findings/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    pass: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    verdict: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['identical', 'different', 'unproven']),
    counts: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9),
    examples: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(finding),
    /** Affected by a class that a repeat can heal. */
    folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    shards: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    /** Expected folders; those seen at the source; those whose every key is proven equal. */
    folderCounts: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ expected: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, present: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, identical: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    /** The copiers' accounts, summed over the folders' checkpoints. */
    accounts: _copy_js__WEBPACK_IMPORTED_MODULE_0__/* .accounts */ .vd,
    /**
     * What this pass saw by itself. Source: sourceListed = equal + different + excluded. Target: targetListed = matched + targetOnly.
     * An account that does not close makes the pass unproven.
     */
    seen,
    /** Folders that could not be seen whole, and why. */
    unproven: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    /** Keys by what proved them equal. */
    confidence: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ etag: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, recorded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
});


/***/ }),

/***/ 8355:
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
        const found = await (0,checkpoint/* readCheckpoint */.H)(ledger, names, folder, signal);
        if (found === null)
            return tell({ class: 'folder-not-committed', thing: folder, detail: 'it was never copied' });
        const { accounts, generation, segments } = found.checkpoint;
        const pin = {
            folder,
            manifest: { generation, segments, keys: accounts.copied + accounts.identical, bytes: accounts.bytes },
        };
        const name = names.table(of.transform).folderCommit(folder, generation);
        const stored = await ledger.read(name, signal);
        if (stored === null)
            return tell({ class: 'folder-not-committed', thing: folder, detail: `there is no commit of manifest generation ${generation}` });
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

/***/ 740:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  U: () => (/* binding */ verifyStage)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/pool.js
var pool = __webpack_require__(1439);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/checkpoint.js
var ledger_checkpoint = __webpack_require__(7925);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
// EXTERNAL MODULE: ./build/src/plan/orders.js
var orders = __webpack_require__(8355);
// EXTERNAL MODULE: ./build/src/contracts/findings.js
var findings = __webpack_require__(9391);
// EXTERNAL MODULE: ./build/src/ledger/manifest.js
var manifest = __webpack_require__(1330);
// EXTERNAL MODULE: ./build/src/listing/sightings.js + 1 modules
var sightings = __webpack_require__(9342);
// EXTERNAL MODULE: ./build/src/listing/equality.js
var equality = __webpack_require__(3704);
;// CONCATENATED MODULE: ./build/src/verify/classify.js

/**
 * | source | target | what holds                                  | verdict             |
 * |--------|--------|---------------------------------------------|---------------------|
 * | no     | no     | only the manifest still knows it            | unverifiable        |
 * | no     | yes    |                                             | target-only         |
 * | yes    | any    | archived                                    | archived            |
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
    if (source === null) {
        if (target !== null)
            return { kind: 'finding', class: 'target-only', detail: null };
        return { kind: 'finding', class: 'unverifiable', detail: 'the manifest says that it was copied, and it is at neither side' };
    }
    const rule = (0,equality/* excludedBy */.U)(source, rules);
    if (rule === 'archived')
        return { kind: 'finding', class: 'archived', detail: `storage class ${source.storageClass}: restore it, then run the migration again` };
    if (rule !== null)
        return { kind: 'excluded' };
    if (target === null) {
        const detail = recorded === null ? null : `the copier was told that it was written, as ${recorded.targetETag}`;
        return { kind: 'finding', class: 'missing-object', detail };
    }
    const found = (0,equality/* equality */.T)(source, target, recorded);
    if (found.equal) {
        // Partition reads by the manifest: an object that was written anew, however alike, is refused there.
        if (recorded !== null && recorded.targetETag !== target.etag)
            return {
                kind: 'finding',
                class: 'content-differs',
                detail: `the target was written since: the manifest says ${recorded.targetETag}`,
            };
        if (found.by !== 'size')
            return { kind: 'equal', by: found.by };
        return {
            kind: 'finding',
            class: 'unverifiable',
            detail: 'the ETags cannot be compared, and no copy is recorded: only the sizes are equal',
        };
    }
    if (recorded !== null && recorded.sourceETag !== source.etag) {
        return { kind: 'finding', class: 'changed-after-copy', detail: `copied as ${recorded.sourceETag}` };
    }
    return { kind: 'finding', class: found.differs === 'size' ? 'size-differs' : 'content-differs', detail: null };
}
/**
 * Whether copying the folder again can heal a finding of this class. What only the target has is reported, never
 * repeated: nothing of the source is missing, and nothing is ever deleted.
 */
const HEALED_BY_REPEAT = {
    'missing-folder': true,
    'source-folder-missing': false,
    'missing-object': true,
    'size-differs': true,
    'content-differs': true,
    'changed-after-copy': true,
    'target-only': false,
    archived: false,
    // A repeat copies what nothing proves, and accounts for what is gone.
    unverifiable: true,
};
/** Whether a finding of this class means that the target is not what it should be. */
const MAKES_DIFFERENT = {
    ...HEALED_BY_REPEAT,
    'source-folder-missing': true,
};

;// CONCATENATED MODULE: ./build/src/verify/folder.js






/** Examples of one class that a folder's report carries; counts stay exact. */
const EXAMPLES_UP_TO = 5;
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
/**
 * Lists both sides of a folder afresh and holds them, and the manifest, against each other. Nothing is taken from the
 * copier's word. A listing that breaks makes the folder unproven, never clean. Rejects only for a signal that aborted.
 */
async function verifyFolder(deps, task, signal) {
    const { folder, shard } = task;
    const seen = { ...NOTHING_SEEN };
    const counts = {};
    const examples = [];
    const confidence = { etag: 0, recorded: 0 };
    const add = (finding) => {
        const before = counts[finding.class] ?? 0;
        counts[finding.class] = before + 1;
        if (before < EXAMPLES_UP_TO)
            examples.push(finding);
    };
    const outcome = (unproven) => ({
        folder,
        shard,
        present: seen.sourceListed > 0,
        seen,
        counts,
        examples,
        confidence,
        unproven,
    });
    let damage = null;
    let [entries, unrecorded] = [0, 0];
    try {
        const walks = task.checkpoint === null ? [] : (0,ledger_checkpoint/* walksOf */.u)(task.checkpoint);
        const recorded = (0,manifest/* upToDamage */.ch)((0,manifest/* readManifest */.WI)(deps.ledger, deps.names, folder, walks, signal), (error) => (damage = error.message));
        const view = { source: task.source, target: task.target, folder, after: null, recorded };
        for await (const key of (0,sightings/* sightings */.n)(deps.s3, view, signal)) {
            const verdict = classify(key, task.rules);
            // An archived key is excluded by rule, and named all the same.
            tally(seen, key, verdict.kind === 'finding' && verdict.class === 'archived' ? 'excluded' : verdict.kind);
            if (key.recorded !== null)
                entries += 1;
            if (verdict.kind === 'equal' && key.recorded === null)
                unrecorded += 1;
            if (verdict.kind === 'equal')
                confidence[verdict.by] += 1;
            if (verdict.kind === 'finding')
                add(findingOf(task, key, verdict));
        }
    }
    catch (thrown) {
        if (signal.aborted)
            throw thrown;
        const error = (0,errors/* asMigrationError */.hp)(thrown);
        return outcome(`${error.code}: ${error.message}`);
    }
    if (seen.sourceListed !== seen.equal + seen.different + seen.excluded || seen.targetListed !== seen.matched + seen.targetOnly) {
        return outcome('the accounts of the folder do not close');
    }
    if (seen.sourceListed === 0)
        add(wholeFolder(task, 'source-folder-missing', 'the source shows no key'));
    const missing = counts['missing-object'] ?? 0;
    if (missing > 0 && missing === seen.different && seen.equal === 0 && seen.targetListed === 0) {
        // Every key of it is missing: one finding about the folder says it better than its keys would.
        delete counts['missing-object'];
        const kept = examples.filter((example) => example.class !== 'missing-object');
        examples.splice(0, examples.length, ...kept);
        add(wholeFolder(task, 'missing-folder', `none of its ${missing} keys is at the target`));
    }
    const healed = Object.keys(counts).some((name) => HEALED_BY_REPEAT[findings/* findingClass */.sy.parse(name)]);
    if (!healed && seen.sourceListed > 0) {
        // Equal for all that a listing shows, and yet no manifest tells the whole of it: what comes after reads the manifest.
        const why = damage ?? whyNotRecorded(task.checkpoint, entries, unrecorded);
        if (why !== null)
            add(wholeFolder(task, 'unverifiable', why));
    }
    return outcome(null);
}
/** A folder of which nothing could be looked at. */
function unseenFolder({ folder, shard }, { code, message }) {
    const seen = { ...NOTHING_SEEN };
    const confidence = { etag: 0, recorded: 0 };
    return { folder, shard, present: false, seen, counts: {}, examples: [], confidence, unproven: `${code}: ${message}` };
}
/** Why the folder's record is not the whole of it; null when it is. */
function whyNotRecorded(checkpoint, entries, unrecorded) {
    if (checkpoint === null || checkpoint.state !== 'done' || checkpoint.failures.length > 0)
        return 'no copier has recorded the whole of it';
    if (unrecorded > 0)
        return `${unrecorded} of its keys are equal at both sides, and in no manifest`;
    const counted = checkpoint.accounts.identical + checkpoint.accounts.copied;
    return counted === entries ? null : `its checkpoint counts ${counted} proven keys, and its manifest holds ${entries}`;
}
function tally(seen, { source, target }, kind) {
    if (target !== null) {
        seen.targetListed += 1;
        if (source === null)
            seen.targetOnly += 1;
        else
            seen.matched += 1;
    }
    if (source === null)
        return;
    seen.sourceListed += 1;
    if (kind === 'equal') {
        seen.equal += 1;
        seen.bytes += source.size;
    }
    else if (kind === 'excluded')
        seen.excluded += 1;
    else
        seen.different += 1;
}
function findingOf({ folder, shard }, { key, source, target }, { class: of, detail }) {
    return { class: of, folder, shard, key, source: facts(source), target: facts(target), detail };
}
function wholeFolder({ folder, shard }, of, detail) {
    return { class: of, folder, shard, key: null, source: null, target: null, detail };
}
function facts(object) {
    return object === null ? null : { size: object.size, etag: object.etag, lastModified: object.lastModified };
}

// EXTERNAL MODULE: ./build/src/clock.js
var clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/accounts.js
var accounts = __webpack_require__(1533);
;// CONCATENATED MODULE: ./build/src/verify/verify.js





/** Examples that a findings document carries over all folders: a few for each, and never a document that cannot be shown. */
const verify_EXAMPLES_UP_TO = 2000;
/** One pass: the folders' verdicts as one document. Pure; folders in the plan's order. */
function findingsOf(plan, planDigest, pass, verdicts, checkpoints, times) {
    const counts = {};
    const confidence = { etag: 0, recorded: 0 };
    const seen = { ...NOTHING_SEEN };
    const affected = verdicts.filter(({ counts: of, unproven }) => unproven === null && Object.keys(of).some((name) => HEALED_BY_REPEAT[findings/* findingClass */.sy.parse(name)]));
    for (const verdict of verdicts) {
        for (const [name, times] of Object.entries(verdict.counts))
            counts[name] = (counts[name] ?? 0) + times;
        for (const name of Object.keys(seen))
            seen[name] += verdict.seen[name];
        for (const name of Object.keys(confidence))
            confidence[name] += verdict.confidence[name];
    }
    const unproven = verdicts.flatMap(({ folder, unproven: reason }) => (reason === null ? [] : [{ folder, reason }]));
    // Whatever it showed as far as it was seen: a reader of the counts must not take the pass for clean.
    if (unproven.length > 0)
        counts['unverifiable'] = (counts['unverifiable'] ?? 0) + unproven.length;
    const different = Object.keys(counts).some((name) => MAKES_DIFFERENT[findings/* findingClass */.sy.parse(name)]);
    return {
        contract: 'findings/1',
        migration: plan.migration,
        identity: plan.digests.identity,
        plan: planDigest,
        pass,
        verdict: unproven.length > 0 ? 'unproven' : different ? 'different' : 'identical',
        counts,
        examples: verdicts.flatMap(({ examples }) => examples).slice(0, verify_EXAMPLES_UP_TO),
        folders: affected.map(({ folder }) => folder),
        shards: [...new Set(affected.map(({ shard }) => shard))].toSorted(),
        folderCounts: {
            expected: plan.folders.length,
            present: verdicts.filter(({ present }) => present).length,
            identical: verdicts.filter((verdict) => isIdentical(verdict)).length,
        },
        accounts: checkpoints.reduce((sum, checkpoint) => (checkpoint === null ? sum : (0,accounts/* addAccounts */.KE)(sum, checkpoint.accounts)), accounts/* NO_ACCOUNTS */.hp),
        seen,
        unproven,
        confidence,
        startedAt: (0,clock/* isoSeconds */.nE)(times.startedAtMs),
        finishedAt: (0,clock/* isoSeconds */.nE)(times.clock.now()),
    };
}
function isIdentical({ present, unproven, counts }) {
    return present && unproven === null && !Object.keys(counts).some((name) => MAKES_DIFFERENT[findings/* findingClass */.sy.parse(name)]);
}

// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
;// CONCATENATED MODULE: ./build/src/stages/verify.js










const FOLDERS_AT_ONCE = 12;
/**
 * Lists both sides afresh, folder by folder, names what differs, and writes the orders that repeat exactly the affected
 * shards: those of round `pass`.
 */
async function verifyStage(deps, open, { pass }) {
    const { clock, ledger, log, signal } = deps;
    const { plan, digest, names } = open;
    if (pass < 1)
        throw new errors/* MigrationError */.Py('USAGE', `There is no pass ${pass}`, { next: "Passes count from 1: round 0 is the plan's own." });
    const startedAtMs = clock.now();
    await (0,access/* accessStage */.D)({ ...deps, agentSource: deps.agent.source }, open);
    const shardOf = new Map(plan.shards.flatMap(({ shard, folders }) => folders.map((folder) => [folder, shard])));
    const folders = plan.folders.map(({ folder }) => folder);
    log(`Pass ${pass}: listing both sides of ${folders.length} folders`);
    const rules = { cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified) };
    const verdicts = [];
    const checkpoints = [];
    await (0,pool/* eachUpTo */.M)(folders.entries(), FOLDERS_AT_ONCE, async ([index, folder]) => {
        const task = { folder, shard: shardOf.get(folder), source: plan.source, target: plan.target, rules };
        let checkpoint;
        try {
            checkpoint = (await (0,ledger_checkpoint/* readCheckpoint */.H)(deps.agentLedger, names, folder, signal))?.checkpoint ?? null;
        }
        catch (thrown) {
            if (signal.aborted)
                throw thrown;
            // One folder's damaged record says nothing about the others, which are looked at all the same.
            [checkpoints[index], verdicts[index]] = [null, unseenFolder(task, (0,errors/* asMigrationError */.hp)(thrown))];
            return;
        }
        checkpoints[index] = checkpoint;
        verdicts[index] = await verifyFolder({ s3: deps.agent, ledger: deps.agentLedger, names }, { ...task, checkpoint }, signal);
    });
    const findings = findingsOf(plan, digest, pass, verdicts, checkpoints, { startedAtMs, clock });
    const findingsDigest = (0,external_node_crypto_.createHash)('sha256').update((0,contract/* canonicalJson */.dj)(findings)).digest('hex').slice(0, 32);
    const generations = Object.fromEntries(findings.folders.map((folder) => [folder, (checkpoints[folders.indexOf(folder)]?.generation ?? 0) + 1]));
    for (const order of (0,orders/* repeatOrders */.b)(plan, findings.folders, generations, pass)) {
        await (0,store/* writeOrThrow */.Hy)(ledger, names.order(digest, pass, order.shard), JSON.stringify(order));
    }
    await (0,store/* writeOrThrow */.Hy)(ledger, names.findings(findingsDigest), JSON.stringify(findings));
    const { counts, seen } = findings;
    log(`Pass ${pass}: ${findings.verdict}; ${seen.equal} of ${seen.sourceListed} keys equal, ${seen.excluded} excluded, ${seen.targetOnly} only at the target`);
    for (const [name, times] of Object.entries(counts))
        log(`Pass ${pass}: ${name} ${times}`);
    if (findings.folders.length > 0)
        log(`Pass ${pass}: affected ${findings.folders.join(' ')} in shards ${findings.shards.join(' ')}`);
    return {
        findings,
        uri: ledger.uri(names.findings(findingsDigest)),
        round: pass,
        error: errorOf(findings, ledger.uri(names.findings(findingsDigest))),
    };
}
function errorOf({ verdict, counts, unproven, folderCounts, folders, shards }, uri) {
    const details = { findings: uri };
    if (verdict === 'identical')
        return null;
    if (verdict === 'unproven') {
        const first = unproven[0];
        return new errors/* MigrationError */.Py('UNPROVEN', `${unproven.length} of ${folderCounts.expected} folders could not be seen whole; first ${first.folder}: ${first.reason}`, {
            details,
            next: 'Mend what is named and re-run this job: nothing is proven until every folder was listed to its end.',
        });
    }
    const classes = Object.entries(counts).map(([name, times]) => `${name} ${times}`);
    return new errors/* MigrationError */.Py('DIFFERENCES_FOUND', `Source and target differ: ${classes.join(', ')}`, {
        details: {
            ...details,
            folders: folders.slice(0, 20).join(' ') + (folders.length > 20 ? ` and ${folders.length - 20} more` : ''),
            shards: shards.join(' '),
        },
        next: 'Run the affected shards again (the next round of the workflow does), then verify again.',
    });
}


/***/ })

};
