export const id = 531;
export const ids = [531];
export const modules = {

/***/ 6531:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var _src_config_load_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4543);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(461);
/* harmony import */ var _src_doors_aws_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7789);
/* harmony import */ var _src_report_settled_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4197);
/* harmony import */ var _src_stages_reap_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5045);






await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_2__/* .runStoppableAction */ .MJ)(process.env, async ({ idToken, input, log, signals, worker }) => {
    const migration = await (0,_src_config_load_js__WEBPACK_IMPORTED_MODULE_1__/* .loadMigration */ .t)((path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8'), input('config', { required: true }));
    const role = input('role') || migration.roles.operate;
    const reaped = await (0,_src_doors_aws_js__WEBPACK_IMPORTED_MODULE_3__/* .withNewestPlan */ .Yv)({ env: process.env, idToken, log, worker }, migration, role, signals, (world, open) => (0,_src_stages_reap_js__WEBPACK_IMPORTED_MODULE_5__/* .reapStage */ .H)((0,_src_doors_aws_js__WEBPACK_IMPORTED_MODULE_3__/* .stageDeps */ .lp)(world, { log, worker }, signals.stop), open));
    if (reaped === null)
        log('The migration has no plan: nothing was ever rented for it');
    return {
        outputs: { idle: JSON.stringify(reaped?.idle ?? []), ended: JSON.stringify(reaped?.ended ?? []) },
        summary: (0,_src_report_settled_js__WEBPACK_IMPORTED_MODULE_4__/* .reapedMarkdown */ .X)(migration.name, reaped),
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 5045:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ reapStage)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8179);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);
/* harmony import */ var _contracts_fleet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2281);
/* harmony import */ var _ledger_store_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8038);
/* harmony import */ var _machine_wish_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8758);
/* harmony import */ var _settle_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8698);






/** Between two passes a job may have died and its re-run begun: what is idle for less stays. */
const IDLE_FOR_MS = 20 * 60_000;
/**
 * Ends machines and clusters of the migration that nobody works with: those that idle now and did in an earlier pass.
 * The first pass that sees one only says so. It is the last of several ends: machines and clusters have timers of their own.
 */
async function reapStage(deps, open) {
    const { clock, ledger, log, terminate } = deps;
    const rented = await deps.rented();
    const [workers, busy] = await Promise.all([(0,_settle_js__WEBPACK_IMPORTED_MODULE_4__/* .workingWorkers */ .TG)(deps, open, (0,_machine_wish_js__WEBPACK_IMPORTED_MODULE_3__/* .workersOf */ .N)(open.plan)), (0,_settle_js__WEBPACK_IMPORTED_MODULE_4__/* .workingClusters */ .j8)(deps, rented.clusters)]);
    const working = new Set([...workers.map(({ machine }) => machine), ...busy]);
    const now = clock.now();
    const before = await readNote(deps, open);
    const since = new Map([...rented.instances, ...rented.clusters].filter((id) => !working.has(id)).map((id) => [id, before.idle[id] ?? (0,_clock_js__WEBPACK_IMPORTED_MODULE_5__/* .isoSeconds */ .nE)(now)]));
    const isOver = (id) => before.idle[id] !== undefined && now - Date.parse(before.idle[id]) >= IDLE_FOR_MS;
    const [ended, idle] = [[...since.keys()].filter(isOver), [...since.keys()].filter((id) => !isOver(id))];
    for (const [id, at] of since)
        log(`${id} is rented and idle since ${at}: ${isOver(id) ? 'ending it' : 'a later pass ends it'}`);
    await terminate.instances(ended.filter((id) => rented.instances.includes(id)));
    await terminate.clusters(ended.filter((id) => rented.clusters.includes(id)));
    const note = { contract: 'reaper/1', idle: Object.fromEntries(since), at: (0,_clock_js__WEBPACK_IMPORTED_MODULE_5__/* .isoSeconds */ .nE)(now) };
    await (0,_ledger_store_js__WEBPACK_IMPORTED_MODULE_2__/* .writeOrThrow */ .Hy)(ledger, open.names.reaper(), JSON.stringify(note));
    if (since.size === 0)
        log(`Nothing is rented and idle; ${working.size} at work`);
    return { working: [...working], idle, ended };
}
async function readNote({ ledger, signal }, { names }) {
    const stored = await ledger.read(names.reaper(), signal);
    if (stored === null)
        return { contract: 'reaper/1', idle: {}, at: (0,_clock_js__WEBPACK_IMPORTED_MODULE_5__/* .isoSeconds */ .nE)(0) };
    return (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_0__/* .parseContract */ .UA)(_contracts_fleet_js__WEBPACK_IMPORTED_MODULE_1__/* .reaperNote */ .KH, stored.body.toString('utf8'), ledger.uri(names.reaper()));
}


/***/ })

};
