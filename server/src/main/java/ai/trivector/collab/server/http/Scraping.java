package ai.trivector.collab.server.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Where the metrics come from, and who may have them.
 *
 * @param scrape all of them, in Prometheus's text format
 * @param token what whoever asks has to know; empty where anybody may ask
 */
public record Scraping(Supplier<CompletionStage<String>> scrape, Optional<String> token) {}
