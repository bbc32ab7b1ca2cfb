package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting can be set through each source, and reaches its place in the records. */
class EverySettingTest {

    @TempDir
    Path directory;

    @Test
    void everySettingHasAnotherValueHere() {
        Set<String> here = new HashSet<>(OtherValues.TEXTS.keySet());
        here.addAll(OtherValues.NOT_AVAILABLE.keySet());
        here.add(OtherValues.ALIAS);

        assertThat(here).isEqualTo(Keys.BY_NAME.keySet());
        assertThat(OtherValues.TEXTS)
                .allSatisfy((name, text) -> assertThat(known(name).preset()).isNotEqualTo(Optional.of(text)));
    }

    @Test
    void fileWithBlocksSetsAll() throws IOException {
        assertThat(readFile(SettingsFile.of(OtherValues.TEXTS)).server()).isEqualTo(OtherValues.RECORDS);
    }

    @Test
    void fileWithDottedNamesInAnOuterBlockSetsAll() throws IOException {
        String text = new TreeMap<>(OtherValues.TEXTS)
                .entrySet().stream()
                        .map(entry -> "  " + entry.getKey() + ": " + Yaml.scalar(entry.getValue()) + "\n")
                        .collect(Collectors.joining("", "maregistry:\n", ""));

        assertThat(readFile(text).server()).isEqualTo(OtherValues.RECORDS);
    }

    @Test
    void environmentSetsAll() {
        Map<String, String> environment = new HashMap<>();
        OtherValues.TEXTS.forEach((name, text) -> environment.put(known(name).variable(), text));

        assertThat(new ConfigReader(environment, Optional.empty())
                        .read(List.of())
                        .server())
                .isEqualTo(OtherValues.RECORDS);
    }

    @Test
    void flagsSetAll() {
        List<String> flags = OtherValues.TEXTS.entrySet().stream()
                .map(entry -> known(entry.getKey()).flag() + '=' + entry.getValue())
                .toList();

        assertThat(reader().read(flags).server()).isEqualTo(OtherValues.RECORDS);
    }

    @Test
    void whatIsShownReadsAsTheSameConfiguration() throws IOException {
        Configuration before = readFile(SettingsFile.of(OtherValues.TEXTS));

        assertThat(readFile(before.text()).server()).isEqualTo(before.server());
    }

    @ParameterizedTest
    @MethodSource("notAvailable")
    void whatIsNotBuiltYetIsRefused(String name, String text) {
        String flag = known(name).flag();

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> reader().read(List.of(flag, text)))
                .satisfies(unfit -> assertThat(unfit.faults())
                        .extracting(Fault::message)
                        .containsExactly(flag + ": " + name + '=' + text + " is not available yet"));
    }

    static List<String[]> notAvailable() {
        return OtherValues.NOT_AVAILABLE.entrySet().stream()
                .map(entry -> new String[] {entry.getKey(), entry.getValue()})
                .toList();
    }

    private static Key<?> known(String name) {
        Key<?> key = Keys.BY_NAME.get(name);
        if (key == null) {
            throw new AssertionError("no setting " + name);
        }
        return key;
    }

    private Configuration readFile(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("all.yaml"), text);
        return reader().read(List.of("--config=" + file));
    }

    private static ConfigReader reader() {
        return new ConfigReader(Map.of(), Optional.empty());
    }
}
