package ai.trivector.collab.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A new engine that nobody runs the contract on must not go unnoticed. */
final class EveryEventStoreIsHeldToTheContractTest {

  private final JavaClasses classes =
      new ClassFileImporter().importPackages("ai.trivector.collab.server");

  @Test
  void every_event_store_has_a_contract_run() {
    assertThat(engines()).isNotEmpty().isEqualTo(heldToTheContract());
  }

  /** A class that a test puts around a store, to make it fail or to watch it, is none. */
  private Set<String> engines() {
    return classes.stream()
        .filter(type -> type.isAssignableTo(EventStore.class))
        .filter(type -> !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(type -> !wrapsAnother(type))
        .map(JavaClass::getName)
        .collect(Collectors.toSet());
  }

  private static boolean wrapsAnother(JavaClass type) {
    return type.getAllFields().stream()
        .anyMatch(field -> field.getRawType().isAssignableTo(EventStore.class));
  }

  private Set<String> heldToTheContract() {
    return classes.stream()
        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .flatMap(type -> type.getSuperclass().stream())
        .filter(parent -> parent.toErasure().isEquivalentTo(EventStoreContract.class))
        .map(parent -> ((JavaParameterizedType) parent).getActualTypeArguments().getFirst())
        .map(engine -> engine.toErasure().getName())
        .collect(Collectors.toSet());
  }
}
