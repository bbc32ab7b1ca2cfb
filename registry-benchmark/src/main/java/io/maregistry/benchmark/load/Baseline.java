package io.maregistry.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link BareServer} in a process of its own, so that its CPU time is its own, too. */
final class Baseline implements AutoCloseable {

    private final Process process;
    private final Path answerFile;
    private final InetSocketAddress address;

    private Baseline(Process process, Path answerFile, InetSocketAddress address) {
        this.process = process;
        this.answerFile = answerFile;
        this.address = address;
    }

    /**
     * Starts the process and waits until it listens.
     *
     * @param java the program to run it with and its options; that of the server which it stands beside
     */
    static Baseline start(List<String> java, byte[] answer) throws IOException {
        Path answerFile = Files.write(Files.createTempFile("answer", ".http"), answer);
        List<String> words = new ArrayList<>(java);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        words.addAll(List.of("bare", "--answer", answerFile.toString()));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = out.readLine();
        if (port == null || !port.matches("[0-9]+")) {
            process.destroy();
            throw new IOException("the bare server did not start, said: " + port);
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        return new Baseline(process, answerFile, address);
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.deleteIfExists(answerFile);
    }
}
