package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name types, tests and files that there are. */
class DocumentNamesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> MODULES = List.of(
            "registry-proto",
            "registry-server",
            "registry-client",
            "registry-cli",
            "registry-spring-boot-starter",
            "registry-testkit",
            "registry-tests",
            "registry-benchmark",
            "samples");

    /** {@code `Class#method`}. */
    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w*)#(\\w+)`");

    /** {@code `Name`}, {@code `package/Name`} or {@code `package.Name`}, with a method behind it or not. */
    private static final Pattern NAME =
            Pattern.compile("`(?:[a-z]+[/.])?([A-Z]\\w*[a-z]\\w*)(?:\\.[a-zA-Z]+)?(?:\\(\\))?`");

    private static final Pattern DECLARED =
            Pattern.compile("\\b(?:class|record|interface|enum|message|rpc) ([A-Z]\\w*)");
    private static final Pattern LINK = Pattern.compile("`((?:docs|scripts|samples|registry-\\w+)/[\\w./-]+)`");

    /** In the structure tables of the versions, what the plan or the source calls it comes first. */
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| [^|]* \\|");

    /** Words of HTTP, and collections of others that {@code docs/design/state.md} compares ours with. */
    private static final Set<String> OF_OTHERS =
            Set.of("ETag", "TreePMap", "HashTreePMap", "PersistentTreeMap", "PersistentHashMap");

    @Test
    void namesInCodeFontAreTypesOfOursOrOfTheJdk() throws IOException {
        Set<String> ours = declared();
        Set<String> unknown = new TreeSet<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            if (String.valueOf(document.getFileName()).matches("v\\d.*")) {
                text = FIRST_CELL.matcher(text).replaceAll("|");
            }
            found(NAME, text)
                    .filter(name -> !ours.contains(name) && !OF_OTHERS.contains(name) && !isOfTheJdk(name))
                    .forEach(name -> unknown.add(ROOT.relativize(document) + ": " + name));
        }

        assertThat(unknown).isEmpty();
    }

    @Test
    void filesThatAreNamedAreThere() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Path document : documents()) {
            found(LINK, Files.readString(document))
                    .filter(path -> !path.contains("/target/") && Files.notExists(ROOT.resolve(path)))
                    .forEach(path -> missing.add(ROOT.relativize(document) + ": " + path));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void testsThatAreNamedAreThere() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path file : sources()) {
            sources.merge(String.valueOf(file.getFileName()), Files.readString(file), String::concat);
        }
        Set<String> missing = new TreeSet<>();
        for (Path document : documents()) {
            for (MatchResult found :
                    METHOD.matcher(Files.readString(document)).results().toList()) {
                String source = sources.getOrDefault(found.group(1) + ".java", "");
                if (!source.contains(" " + found.group(2) + "(")) {
                    missing.add(ROOT.relativize(document) + ": " + found.group());
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> declared() throws IOException {
        Set<String> names = new HashSet<>();
        for (Path file : sources()) {
            found(DECLARED, Files.readString(file)).forEach(names::add);
        }
        return names;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                files.filter(path -> path.toString().matches(".*\\.(java|proto)"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    private static boolean isOfTheJdk(String name) {
        return Stream.of("java.lang.", "java.util.", "java.util.concurrent.", "java.util.concurrent.atomic.")
                .anyMatch(inPackage -> exists(inPackage + name));
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type, false, null);
            return true;
        } catch (ClassNotFoundException unknown) {
            return false;
        }
    }
}
