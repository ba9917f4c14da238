/**
 * Reports who takes which profile, and what that costs: meters, the audit trail, the log.
 */
@NullMarked
package dev.pprof4j.actuate.report;

import org.jspecify.annotations.NullMarked;
