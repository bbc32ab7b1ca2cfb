package io.maregistry.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The shape of the code, held by rules. {@link PackageTable} has the packages; a new package needs a row there. */
class ArchitectureTest {

    private static final String GENERATED = "io.maregistry.proto..";
    private static final String STATE = "io.maregistry.server.state";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PackageTable.ROOT);

    private final PackageTable table = new PackageTable();

    @Test
    void tableRunsFromTheBottomUp() {
        assertThat(table.rowsOutOfOrder()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> eachPackageHasARowAndUsesOnlyIt() {
        return packages()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    assertThat(table.hasRow(name))
                            .as("%s has a row in PackageTable", name)
                            .isTrue();
                    check(noClasses()
                            .that()
                            .resideInAPackage(name)
                            .should()
                            .dependOnClassesThat(describe(
                                    "are ours and not in its row of PackageTable",
                                    used -> !table.mayUse(name, used.getPackageName()))));
                }));
    }

    @Test
    void packagesAreFreeOfCycles() {
        check(slices().matching("io.maregistry.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyRaftKnowsTheEngine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.maregistry.server.raft", "io.maregistry.benchmark..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.alipay..", "org.rocksdb.."));
    }

    @Test
    void onlyItsStoreKnowsADatabase() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.maregistry.server.store.jdbc")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.postgresql..", "org.h2.."));
    }

    @Test
    void nettyStaysAtTheNetworksEdge() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.maregistry.server.raft",
                        "io.maregistry.server.net",
                        "io.maregistry.server.http",
                        "io.maregistry.server.grpc",
                        "io.maregistry.server.outbound",
                        "io.maregistry.server.check",
                        "io.maregistry.server",
                        "io.maregistry.testkit..",
                        "io.maregistry.benchmark..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.."));
    }

    @Test
    void grpcStaysAtTheNetworksEdge() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        GENERATED,
                        "io.maregistry.server.grpc",
                        "io.maregistry.server.check",
                        "io.maregistry.server",
                        "io.maregistry.client.internal.transport",
                        "io.maregistry.client.resolver",
                        "io.maregistry.testkit..",
                        "io.maregistry.benchmark..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc.."));
    }

    @Test
    void redisStaysInItsStore() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.maregistry.server.store.redis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce.."));
    }

    @Test
    void stateHasNoTypesOfTheWorldOutside() {
        DescribedPredicate<JavaClass> outside = resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.security..",
                        "java.sql..",
                        "java.util.logging..",
                        "org.slf4j..",
                        "ch.qos.logback..",
                        "io.micrometer..",
                        "com.fasterxml..")
                .and(DescribedPredicate.not(JavaClass.Predicates.type(Serializable.class)));
        check(noClasses()
                .that()
                .resideInAPackage(STATE)
                .should()
                .dependOnClassesThat(outside.or(assignableToAny(
                                Clock.class,
                                InstantSource.class,
                                Random.class,
                                RandomGenerator.class,
                                ThreadLocalRandom.class,
                                SplittableRandom.class,
                                Thread.class,
                                ThreadLocal.class,
                                Executor.class,
                                Future.class,
                                Lock.class,
                                Timer.class)
                        .as("clocks, random numbers, threads or locks"))));
    }

    @Test
    void stateAsksNeitherTheTimeNorForChance() {
        Set<String> calls = Set.of(
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.lang.System.identityHashCode",
                "java.lang.System.getProperty",
                "java.lang.System.getenv",
                "java.lang.Math.random",
                "java.util.UUID.randomUUID",
                "java.util.Locale.getDefault",
                "java.util.Collections.shuffle");
        check(noClasses()
                .that()
                .resideInAPackage(STATE)
                .should()
                .accessTargetWhere(describe("a call differs from node to node", (JavaAccess<?> access) -> {
                    String owner = access.getTargetOwner().getName();
                    String name = access.getTarget().getName();
                    return calls.contains(owner + "." + name) || (owner.startsWith("java.time.") && name.equals("now"));
                })));
    }

    @Test
    void staticFieldsAreFinal() {
        check(fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackages(GENERATED, "io.maregistry.benchmark.jmh_generated..")
                .should()
                .beFinal());
    }

    @Test
    void onlyCommandsPrint() {
        check(noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage("io.maregistry.cli..", "io.maregistry.benchmark.."))
                        .and(describe("are not Main", type -> !type.getName().startsWith("io.maregistry.server.Main"))))
                .should()
                .accessTargetWhere(
                        describe("it is System.out, System.err or printStackTrace", ArchitectureTest::prints)));
    }

    private static boolean prints(JavaAccess<?> access) {
        String name = access.getTarget().getName();
        return (access.getTargetOwner().isEquivalentTo(System.class) && (name.equals("out") || name.equals("err")))
                || (access.getTargetOwner().isAssignableTo(Throwable.class)
                        && name.equals("printStackTrace")
                        && access.getDescription().contains("printStackTrace()"));
    }

    @Test
    void nothingDeserialisesJavaObjects() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(GENERATED)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("com.caucho..").or(JavaClass.Predicates.type(ObjectInputStream.class))));
    }

    @Test
    void collaboratorsComeByConstructorAndNotByFramework() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.maregistry.spring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javax.inject..",
                        "jakarta.inject..",
                        "jakarta.enterprise..",
                        "com.google.inject..",
                        "dagger..",
                        "org.springframework.."));
    }

    private static DescribedPredicate<JavaClass> assignableToAny(Class<?>... types) {
        return describe("are of one of these types", used -> Stream.of(types).anyMatch(used::isAssignableTo));
    }

    private static Stream<String> packages() {
        return OURS.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.contains(".jmh_generated"))
                .distinct()
                .sorted();
    }

    /** A rule over no class at all fails, too. */
    private static void check(ArchRule rule) {
        rule.check(OURS);
    }
}
