import { INTERFACE_RULES } from './interfaces.ts';
import { ORDER_RULES } from './order.ts';
import { SAFETY_RULES } from './safety.ts';

/** What we ask of workflow files beyond what GitHub, actionlint and zizmor do. */
export const HOUSE_RULES = [...SAFETY_RULES, ...INTERFACE_RULES, ...ORDER_RULES];
