/**
 * On answers of a data plane to the gateway, which passes it on to nobody: the project is `moving`
 * to another plane, or has `moved` there. The routing table is about to change, or has changed.
 */
export const PLACEMENT_HEADER = "x-grantry-placement";
