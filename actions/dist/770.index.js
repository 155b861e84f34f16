export const id = 770;
export const ids = [770];
export const modules = {

/***/ 1770:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(461);
/* harmony import */ var _src_doors_job_files_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5217);
/* harmony import */ var _src_report_partition_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3306);
/* harmony import */ var _src_stages_compact_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1392);





/** The job is one for both actions, and lies with emr-partition. */
const JOB = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)(process.argv[1] ?? ''), '..', '..', 'emr-partition', 'job');
await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__/* .runPlanAction */ .TA)(process.env, async (deps, open, { input, number }) => {
    const files = () => (0,_src_doors_job_files_js__WEBPACK_IMPORTED_MODULE_2__/* .jobFiles */ .D)(deps.own, deps.ledger, open.plan, JOB);
    const { result, error } = await (0,_src_stages_compact_js__WEBPACK_IMPORTED_MODULE_4__/* .compactStage */ .e)({ ...deps, jobFiles: files }, open, {
        batch: input('batch', { required: true }),
        lateAfterMs: (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_1__/* .lateAfterMs */ .PV)(number),
    });
    return {
        outputs: { rows: String(result.rows), clusters: String(result.clusters.length) },
        summary: (0,_src_report_partition_js__WEBPACK_IMPORTED_MODULE_3__/* .compactMarkdown */ .r)(result),
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


/***/ })

};
