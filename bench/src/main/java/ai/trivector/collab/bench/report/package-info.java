/**
 * What a run leaves behind: figures as JSON, with the machine that they come from, and curves as
 * SVG.
 */
@NullMarked
package ai.trivector.collab.bench.report;

import org.jspecify.annotations.NullMarked;
