package ai.trivector.collab;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Who may know whom, and what nobody here may know, so that replaying a log is always the same. */
@AnalyzeClasses(
    packages = "ai.trivector.collab",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class CoreArchitectureTest {

  @ArchTest
  static final ArchRule coreKnowsOnlyJavaAndJson =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "tools.jackson..",
              "ai.trivector.collab.session..",
              "ai.trivector.collab.presence..",
              "ai.trivector.collab.protocol..");

  @ArchTest
  static final ArchRule onlyTheProtocolKnowsJson =
      noClasses()
          .that()
          .resideOutsideOfPackage("..protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tools.jackson..");

  @ArchTest
  static final ArchRule theSessionKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("..session..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("ai.trivector.collab..")
                  .and(resideInAPackage("..session..").negate()));

  @ArchTest
  static final ArchRule presenceKnowsOnlyTheSession =
      noClasses()
          .that()
          .resideInAPackage("..presence..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("ai.trivector.collab..")
                  .and(resideInAPackage("..session..").negate())
                  .and(resideInAPackage("..presence..").negate()));

  @ArchTest
  static final ArchRule nobodyReadsAClockOrWaits =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(InstantSource.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class)
          .orShould()
          .callMethodWhere(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Thread.class))));

  @ArchTest
  static final ArchRule nobodyThrowsDice =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(RandomGenerator.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, ThreadLocalRandom.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule nobodyLogs =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(System.Logger.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule everyClassNamesItsJob =
      noClasses()
          .should()
          .haveNameMatching(".*(Manager|Util|Utils|Helper|Common|Base|Impl)(\\$.*)?");
}
