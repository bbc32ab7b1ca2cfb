package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each command does, as files to read: {@code src/test/resources/transcripts}. Run with {@code
 * -Dtranscripts.update=true} to write anew what the commands print, and read the difference before you commit it.
 */
class TranscriptTest {

    private static final Path FOLDER = Path.of("src/test/resources/transcripts");

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void commandsPrintWhatTheTranscriptSays(Path transcript) throws IOException {
        String expected = Files.readString(transcript);
        String printed = Transcript.run(expected);
        if (Boolean.getBoolean("transcripts.update")) {
            Files.writeString(transcript, printed);
        }
        assertThat(printed).isEqualTo(expected);
    }
}
