package io.holdfast.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class HouseRulesTest {
    private static final String ERRORS = "io.holdfast.error..";
    private static final String POSTGRES = "io.holdfast.postgres..";
    private static final String SETTINGS = "io.holdfast.settings..";
    private static final String REPOSITORY = "io.holdfast.repository..";
    private static final String AGENT = "io.holdfast.agent..";
    private static final String CONTROL_PLANE = "io.holdfast.controlplane..";
    private static final String PROTO = "io.holdfast.proto..";
    private static final String EMBEDDED = "io.holdfast.embedded..";
    private static final String CLI = "io.holdfast.cli..";

    private JavaClasses house = new ClassFileImporter().importClasses();

    @BeforeAll
    void open() {
        house =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        // what is generated has a style of its own
                        .withImportOption(location -> !location.contains("io/holdfast/proto/"))
                        .importPackages("io.holdfast");
    }

    @Test
    void allModulesAreLookedAt() {
        for (String module :
                Set.of(
                        "error",
                        "postgres",
                        "settings",
                        "repository",
                        "agent",
                        "controlplane",
                        "embedded",
                        "cli")) {
            Assertions.assertTrue(
                    house.stream()
                            .anyMatch(c -> c.getPackageName().startsWith("io.holdfast." + module)),
                    module);
        }
    }

    @Test
    void arrowsGoOneWay() {
        noClasses()
                .that()
                .resideInAPackage(ERRORS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        POSTGRES, SETTINGS, REPOSITORY, AGENT, CONTROL_PLANE, EMBEDDED, CLI)
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(POSTGRES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        SETTINGS, REPOSITORY, AGENT, CONTROL_PLANE, PROTO, EMBEDDED, CLI)
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(SETTINGS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        POSTGRES, REPOSITORY, AGENT, CONTROL_PLANE, PROTO, EMBEDDED, CLI)
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(REPOSITORY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, CONTROL_PLANE, PROTO, EMBEDDED, CLI)
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(AGENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONTROL_PLANE, EMBEDDED, CLI)
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(CONTROL_PLANE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, EMBEDDED, CLI)
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(EMBEDDED)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(POSTGRES, REPOSITORY, AGENT, CONTROL_PLANE, PROTO, CLI)
                .check(house);
    }

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        slices().matching("io.holdfast.(**)").should().beFreeOfCycles().check(house);
    }

    @Test
    void clocksArePassedIn() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CLI, EMBEDDED)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .check(house);
    }

    /**
     * Polling loops on virtual threads may sleep; what serves sockets or captures waits for events.
     */
    @Test
    void nothingSleepsNearTheEventLoops() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.holdfast.agent.replication..", "io.holdfast.agent.capture..")
                .should()
                .callMethodWhere(
                        target(owner(name(Thread.class.getName()))).and(target(name("sleep"))))
                .check(house);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Service|Impl|Dto)")
                .check(house);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatLivesInIt() {
        Set<String> packages =
                house.stream()
                        .filter(c -> !c.getSimpleName().equals("package-info"))
                        .map(JavaClass::getPackageName)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> marked =
                house.stream()
                        .filter(c -> c.getSimpleName().equals("package-info"))
                        .filter(c -> c.isAnnotatedWith(NullMarked.class))
                        .map(JavaClass::getPackageName)
                        .collect(Collectors.toCollection(TreeSet::new));

        Assertions.assertEquals(packages, marked);
    }

    @Test
    void onlyTheCommandsWriteToStandardStreams() {
        noClasses()
                .that(resideInAPackage("io.holdfast.."))
                .and()
                .resideOutsideOfPackage(CLI)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(house);
    }

    /** What the wire looks like is known at the edges alone. */
    @Test
    void theContractsClassesStayAtTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        CLI,
                        "io.holdfast.controlplane.api..",
                        "io.holdfast.controlplane.link..",
                        "io.holdfast.agent.link..",
                        // documents of the contract: docs/adr/0020
                        "io.holdfast.controlplane.contract..",
                        "io.holdfast.controlplane.policy..",
                        "io.holdfast.controlplane.job..",
                        "io.holdfast.agent.contract..",
                        "io.holdfast.agent.policy..",
                        "io.holdfast.agent.job..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROTO, "com.google.protobuf..", "io.vertx.grpc..", "io.grpc..")
                .check(house);
    }

    @Test
    void librariesStayWhereTheyWereLetIn() {
        noClasses()
                .that()
                .resideInAPackage(CONTROL_PLANE)
                .and()
                .resideOutsideOfPackage("io.holdfast.controlplane.persistence..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.flywaydb..", "io.vertx.pgclient..", "org.postgresql..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.holdfast.controlplane.access..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.password4j..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.holdfast.controlplane.certificate..", "io.holdfast.agent.link..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackages(SETTINGS, "io.holdfast.cli.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.jline..", "ch.qos.logback..")
                .check(house);
        noClasses()
                .that()
                .resideInAnyPackage(POSTGRES, ERRORS)
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(POSTGRES, ERRORS, "java..", "org.jspecify..")
                .check(house);
    }
}
