package ai.trivector.collab.server.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The page: the site that was exported into the jar. */
final class PageRoutes {

  private static final String NOT_FOUND_PAGE = "/404.html";

  private final Site site;

  PageRoutes(Site site) {
    this.site = site;
  }

  void mount(Router router) {
    Resource.at(router, "/*").get(this::answer).andNothingElse();
  }

  private void answer(RoutingContext context) {
    Optional<SiteFile> file = site.at(context.normalizedPath());
    if (file.isPresent()) {
      file.get().answer(context.request());
    } else {
      notFound(context);
    }
  }

  /** A person is shown the site's own page; a program is told in its language. */
  private void notFound(RoutingContext context) {
    String accepted = context.request().getHeader("Accept");
    // A server that was built without the site has no such page.
    Optional<SiteFile> page = site.at(NOT_FOUND_PAGE);
    if (accepted != null && accepted.contains("text/html") && page.isPresent()) {
      page.get().answerAsMissing(context.request());
    } else {
      Problem.notFound(context.normalizedPath()).answer(context);
    }
  }
}
