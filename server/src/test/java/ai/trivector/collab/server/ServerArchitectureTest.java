package ai.trivector.collab.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import ai.trivector.collab.server.runtime.RuntimeSettings;
import ai.trivector.collab.server.store.Durability;
import ai.trivector.collab.server.store.LogBound;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may know whom: adapters know core and the ports and never each other, the runtime knows no
 * implementation, and only the root package, where the server is put together, knows all.
 */
final class ServerArchitectureTest {

  private static final String ROOT = "ai.trivector.collab.server";
  private static final String RUNTIME = ROOT + ".runtime";
  private static final String STORE = ROOT + ".store";
  private static final String AUTH = ROOT + ".auth";
  private static final String COUNT = ROOT + ".count";

  private static final String[] CORE = {
    "ai.trivector.collab.session",
    "ai.trivector.collab.presence",
    "ai.trivector.collab.protocol",
    "ai.trivector.collab.access"
  };

  /** The packages that are no part of the root, and what of ours each may know besides core. */
  private static final Map<String, List<String>> MAY_KNOW =
      new TreeMap<>(
          Map.of(
              STORE,
              List.of(),
              STORE + ".sqlite",
              List.of(STORE, COUNT),
              RUNTIME,
              List.of(STORE, COUNT),
              ROOT + ".websocket",
              List.of(RUNTIME, COUNT),
              // Tokens are got over REST, too.
              ROOT + ".http",
              List.of(RUNTIME, AUTH),
              AUTH,
              List.of(RUNTIME),
              ROOT + ".observe",
              List.of(COUNT),
              COUNT,
              List.of(),
              ROOT + ".config",
              List.of()));

  private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages(ROOT);

  private static final JavaClasses PRODUCT =
      WITH_TESTS.that(
          DescribedPredicate.describe(
              "of the product",
              type ->
                  type.getSource()
                      .filter(source -> !source.getUri().toString().contains("/test-classes/"))
                      .isPresent()));

  static Stream<String> packages() {
    return MAY_KNOW.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void a_package_knows_only_what_it_may(String name) {
    Set<String> allowed = new TreeSet<>(MAY_KNOW.getOrDefault(name, List.of()));
    allowed.add(name);
    allowed.addAll(List.of(CORE));
    check(
        noClasses()
            .that()
            .resideInAPackage(name)
            .should()
            .dependOnClassesThat(
                resideInAPackage("ai.trivector.collab..")
                    .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new))))
                    .and(DescribedPredicate.not(isASettingThatAnOperatorGives(name)))));
  }

  /** The configuration is made of the settings of those that are configured. */
  private static DescribedPredicate<JavaClass> isASettingThatAnOperatorGives(String reader) {
    return DescribedPredicate.describe(
        "a setting",
        type ->
            reader.equals(ROOT + ".config")
                && (type.isEquivalentTo(RuntimeSettings.class)
                    || type.isEquivalentTo(Durability.class)
                    || type.isEquivalentTo(LogBound.class)));
  }

  @Test
  void every_package_is_held_to_a_rule() {
    assertThat(PRODUCT.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .containsAll(MAY_KNOW.keySet())
        .filteredOn(name -> !name.equals(ROOT))
        .isSubsetOf(MAY_KNOW.keySet());
  }

  @Test
  void the_runtime_needs_of_the_network_only_its_buffers() {
    check(
        classes()
            .that()
            .resideInAPackage(RUNTIME)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..", "org.jspecify..", "org.slf4j", "io.netty.buffer", "ai.trivector.."));
  }

  @Test
  void who_counts_knows_nothing_of_who_reads_the_counts() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".observe")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus.."));
    check(
        classes()
            .that()
            .resideInAPackage(COUNT)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", COUNT));
  }

  @Test
  void the_port_of_the_store_needs_only_java() {
    check(
        classes()
            .that()
            .resideInAPackage(STORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "ai.trivector.."));
  }

  @Test
  void only_what_touches_the_world_reads_its_clock_or_waits() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(RUNTIME, STORE)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "a sleep",
                    call ->
                        call.getTargetOwner().isEquivalentTo(Thread.class)
                            && call.getName().equals("sleep"))));
  }

  @Test
  void only_main_talks_past_the_log() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  @Test
  void every_class_names_its_job() {
    noClasses()
        .should()
        .haveNameMatching(".*(Manager|Util|Utils|Helper|Common|Base|Impl)(\\$.*)?")
        .check(WITH_TESTS);
  }

  /** One that has a single method may be meant for a lambda, which nobody can count. */
  @Test
  void an_interface_of_the_inside_has_two_implementations_today() {
    Map<String, Set<String>> alone = new TreeMap<>();
    for (JavaClass type : PRODUCT) {
      if (type.isInterface() && isInside(type) && !isForALambda(type)) {
        Set<String> implementations =
            WITH_TESTS.get(type.getName()).getAllSubclasses().stream()
                .filter(sub -> !sub.isInterface())
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (implementations.size() < 2) {
          alone.put(type.getName(), implementations);
        }
      }
    }
    assertThat(alone).isEmpty();
  }

  private static boolean isInside(JavaClass type) {
    return (type.getPackageName().equals(RUNTIME) || type.getPackageName().equals(STORE))
        && !type.getSimpleName().equals("package-info");
  }

  private static boolean isForALambda(JavaClass type) {
    return type.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
            .count()
        == 1;
  }

  private static void check(ArchRule rule) {
    rule.check(PRODUCT);
  }
}
