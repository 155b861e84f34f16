export const id = 728;
export const ids = [728];
export const modules = {

/***/ 728:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(461);
/* harmony import */ var _src_doors_job_files_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5217);
/* harmony import */ var _src_report_partition_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3306);
/* harmony import */ var _src_stages_partition_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1435);





/** Beside this action's dist/: what an action needs lies in its own folder. */
const JOB = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)(process.argv[1] ?? ''), '..', 'job');
await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__/* .runPlanAction */ .TA)(process.env, async (deps, open, { input, number }) => {
    const files = () => (0,_src_doors_job_files_js__WEBPACK_IMPORTED_MODULE_2__/* .jobFiles */ .D)(deps.own, deps.ledger, open.plan, JOB);
    const { result, error } = await (0,_src_stages_partition_js__WEBPACK_IMPORTED_MODULE_4__/* .partitionStage */ .RC)({ ...deps, jobFiles: files }, open, {
        batch: input('batch', { required: true }),
        lateAfterMs: (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__/* .lateAfterMs */ .PV)(number),
    });
    const rejected = Object.values(result.rejects).reduce((sum, count) => sum + count, 0);
    return {
        outputs: { rows: String(result.rows), rejects: String(rejected), clusters: String(result.clusters.length) },
        summary: (0,_src_report_partition_js__WEBPACK_IMPORTED_MODULE_3__/* .partitionMarkdown */ .A)(result),
        error,
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

/***/ 5217:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ jobFiles)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6760);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7975);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3798);
/* harmony import */ var _config_instance_types_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7561);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7406);
/* harmony import */ var _ledger_job_files_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7434);
/* harmony import */ var _ledger_names_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6779);










const lock = zod__WEBPACK_IMPORTED_MODULE_7__/* .object */ .Ikc({ archives: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_7__/* .object */ .Ikc({ platform: zod__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP(), sha256: zod__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP() })) });
const run = (0,node_util__WEBPACK_IMPORTED_MODULE_4__.promisify)(node_child_process__WEBPACK_IMPORTED_MODULE_0__.execFile);
/** Two wheels of some 50 MB together, from a package index. */
const FETCH_WITHIN_MS = 10 * 60_000;
/**
 * The Spark job's own files, put into the ledger where they are not there yet. The libraries are one archive of wheels by
 * its SHA-256 for each platform; whichever the ledger has are named, and the one that the clusters need is made if need be.
 * @param folder what `npm run build` has put beside the action: code.zip, main.py, libraries.py, libraries.lock.json
 */
async function jobFiles(s3, ledger, plan, folder) {
    const [code, main, locked] = await Promise.all([
        (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, 'code.zip')).then((body) => (0,_ledger_job_files_js__WEBPACK_IMPORTED_MODULE_6__/* .storeJobFile */ .F)(ledger, 'code', 'zip', body)),
        (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, 'main.py')).then((body) => (0,_ledger_job_files_js__WEBPACK_IMPORTED_MODULE_6__/* .storeJobFile */ .F)(ledger, 'main', 'py', body)),
        (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, 'libraries.lock.json'), 'utf8').then((text) => lock.parse(JSON.parse(text)).archives),
    ]);
    const prefix = plan.ledger.prefix;
    const at = { bucket: plan.ledger.bucket, owner: plan.ledger.account };
    const needed = platformOf(plan);
    const libraries = [];
    for (const { platform, sha256 } of locked) {
        const key = `${prefix}${(0,_ledger_names_js__WEBPACK_IMPORTED_MODULE_8__/* .jobFileName */ .XZ)(`libraries-${platform}-${sha256}.tar`)}`;
        const there = (await s3.getTail(at, key, 1)) !== null;
        if (!there && platform === needed)
            await fetchLibraries(ledger, folder, platform, sha256);
        if (there || platform === needed)
            libraries.push({ platform, key, sha256 });
    }
    if (!libraries.some(({ platform }) => platform === needed))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .MigrationError */ .Py('CONFIG_INVALID', `The job has no libraries for ${needed}`, {
            next: 'Take other core machines (partition.machines.core), or another release.',
        });
    const keyed = ({ name, sha256 }) => ({ key: prefix + name, sha256 });
    return { code: keyed(code), main: keyed(main), libraries };
}
/** EMR 7 runs the job on Python 3.11 (spark.pyspark.python of every step). */
function platformOf({ partition }) {
    const architecture = (0,_config_instance_types_js__WEBPACK_IMPORTED_MODULE_9__/* .architectureOf */ .N)(partition?.machines.core ?? '');
    return `cp311-linux-${architecture === 'arm64' ? 'aarch64' : 'x86_64'}`;
}
async function fetchLibraries(ledger, folder, platform, sha256) {
    const place = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdtemp)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)((0,node_os__WEBPACK_IMPORTED_MODULE_2__.tmpdir)(), 'bucket-brigade-libraries-'));
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(place, 'libraries.tar');
    try {
        await run('python3', [(0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, 'libraries.py'), '--platform', platform, '--lock', (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(folder, 'libraries.lock.json'), '--out', file], {
            timeout: FETCH_WITHIN_MS,
        });
        const stored = await (0,_ledger_job_files_js__WEBPACK_IMPORTED_MODULE_6__/* .storeJobFile */ .F)(ledger, `libraries-${platform}`, 'tar', await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(file));
        if (stored.sha256 !== sha256)
            throw new Error(`the archive has the SHA-256 ${stored.sha256}, and ${sha256} is locked`);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .MigrationError */ .Py('PREREQUISITE_MISSING', `The libraries of the Spark job could not be fetched: ${cause.message}`, {
            cause,
            next: `Run this job where python3 with pip reaches a package index; or put the archive into the ledger by hand (${(0,_ledger_names_js__WEBPACK_IMPORTED_MODULE_8__/* .jobFileName */ .XZ)(`libraries-${platform}-${sha256}.tar`)}).`,
        });
    }
    finally {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(place, { recursive: true, force: true });
    }
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

/***/ 3306:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ partitionMarkdown),
/* harmony export */   r: () => (/* binding */ compactMarkdown)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

const number = (value) => value.toLocaleString('en-US');
function table(head, row) {
    const line = (cells) => `| ${cells.map((cell) => (typeof cell === 'number' ? number(cell) : cell)).join(' | ')} |`;
    return [line(head), line(head.map(() => '---:')), line(row)].join('\n');
}
function failuresOf({ failures }) {
    return failures.slice(0, 20).map(({ class: of, evidence, unit }) => `- \`${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(unit)}\`: ${of}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(evidence)}`);
}
/** What one partition leg did. */
function partitionMarkdown(leg) {
    const rejected = Object.values(leg.rejects).reduce((sum, count) => sum + count, 0);
    return [
        `### Batch ${leg.batch}: ${leg.committed === leg.folders ? '✅ committed' : '❌ incomplete'}`,
        '',
        table(['folders', 'committed', 'of them before', 'documents', 'rows', 'rejects', 'clusters', 'seconds'], [leg.folders, leg.committed, leg.found, leg.documents, leg.rows, rejected, leg.clusters.length, Math.round(leg.seconds)]),
        '',
        ...failuresOf(leg),
        '',
    ].join('\n');
}
/** What one compaction leg did. */
function compactMarkdown(leg) {
    return [
        `### Batch ${leg.batch}: ${leg.committed === leg.ranges ? '✅ committed' : '❌ incomplete'}`,
        '',
        table(['ranges', 'committed', 'of them before', 'rows', 'files', 'clusters', 'seconds'], [leg.ranges, leg.committed, leg.found, leg.rows, leg.files, leg.clusters.length, Math.round(leg.seconds)]),
        '',
        ...failuresOf(leg),
        '',
    ].join('\n');
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
