/**
 * What is ours on a message's way, each part by itself, in nanoseconds and in bytes that the
 * collector has to take away again: {@code ./dev jmh}.
 *
 * <p>Start reading at {@link ai.trivector.collab.bench.micro.Micro}. The whole way is {@code
 * WayBenchmark}, in the package of the connections, which nobody else may make.
 */
@NullMarked
package ai.trivector.collab.bench.micro;

import org.jspecify.annotations.NullMarked;
