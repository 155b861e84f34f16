export const id = 949;
export const ids = [949];
export const modules = {

/***/ 9949:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_stages_launch_fleet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7359);


await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .TA)(process.env, async (deps, open) => {
    const { adopted, created, idle, refused } = await (0,_src_stages_launch_fleet_js__WEBPACK_IMPORTED_MODULE_1__/* .launchFleetStage */ .g)(deps, open);
    return {
        outputs: { created: String(created), adopted: String(adopted), refused: String(refused.length) },
        summary: `### Fleet: ${created} machines asked for, ${adopted} there already, ${idle} shards need none, ${refused.length} refused\n`,
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 7359:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ launchFleetStage)
/* harmony export */ });
/* harmony import */ var _copy_left_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8954);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);
/* harmony import */ var _fleet_adopt_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4582);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1439);
/* harmony import */ var _access_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2215);
/* harmony import */ var _machine_wish_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8758);
/* harmony import */ var _sync_shard_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8307);







/** RunInstances refills at two a second (EC2 API throttling); more at once would only be told to wait. */
const LAUNCHES_AT_ONCE = 2;
const READS_AT_ONCE = 4;
/**
 * Warms up: lets the machines in at the source, asks for those of all shards that have work, and waits for none of them. A
 * door that stays shut is said before anything is rented. Every copy leg ensures its
 * own machine, so this stage may fail, be skipped or run twice, and nothing is lost but a few minutes. The machine that verifies is
 * not among them: it would idle for as long as is copied.
 */
async function launchFleetStage(deps, open) {
    const { plan, names } = open;
    const counts = { created: 0, adopted: 0, idle: 0 };
    const refused = [];
    if (plan.fleet === null) {
        deps.log('The plan copies in the jobs themselves: there is nothing to launch');
        return { ...counts, refused };
    }
    const waiting = new Set();
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_6__/* .eachUpTo */ .M)(plan.shards, READS_AT_ONCE, async ({ shard }) => {
        const order = await (0,_sync_shard_js__WEBPACK_IMPORTED_MODULE_5__/* .readOrder */ .Rx)(deps.ledger, open, 0, shard, deps.signal);
        if ((await (0,_copy_left_js__WEBPACK_IMPORTED_MODULE_0__/* .foldersLeft */ .z)({ ledger: deps.ledger, names }, order, deps.signal)).length > 0)
            waiting.add(shard);
        else
            counts.idle += 1;
    });
    if (waiting.size > 0)
        await (0,_access_js__WEBPACK_IMPORTED_MODULE_3__/* .accessStage */ .D)(deps, open);
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_6__/* .eachUpTo */ .M)(waiting, LAUNCHES_AT_ONCE, async (shard) => {
        try {
            const { how } = await (0,_fleet_adopt_js__WEBPACK_IMPORTED_MODULE_2__/* .adoptOrCreate */ .Kq)({ ...deps, names }, (0,_machine_wish_js__WEBPACK_IMPORTED_MODULE_4__/* .machineWish */ .$p)(plan, shard));
            counts[how] += 1;
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MigrationError */ .Py) || error.code !== 'MACHINE_REFUSED')
                throw error;
            refused.push({ shard, reason: error.message });
        }
    });
    deps.log(`Fleet: ${counts.created} machines asked for, ${counts.adopted} there already, ${counts.idle} shards need none, ${refused.length} refused`);
    return { ...counts, refused };
}


/***/ })

};
