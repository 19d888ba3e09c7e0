package io.holdfast.postgres.tar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keeps everything that a reader tells. */
final class SeenEntries implements TarListener {
    private final Map<String, TarEntry> entries = new LinkedHashMap<>();
    private final Map<String, StringBuilder> contents = new LinkedHashMap<>();
    private final List<String> ends = new ArrayList<>();
    private String current = "";

    @Override
    public void entryStarted(TarEntry entry) {
        current = entry.name();
        entries.put(current, entry);
        contents.put(current, new StringBuilder());
    }

    @Override
    public void data(ByteBuffer content) {
        text(current).append(StandardCharsets.ISO_8859_1.decode(content));
    }

    @Override
    public void entryEnded() {
        ends.add(current);
    }

    @Override
    public void archiveEnded() {
        ends.add("the archive");
    }

    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    TarEntry entry(String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    String content(String name) {
        byte[] bytes = text(name).toString().getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean hasEnded() {
        return ends.size() == entries.size() + 1 && ends.getLast().equals("the archive");
    }

    List<String> log() {
        List<String> log = new ArrayList<>(ends);
        entries.forEach((name, entry) -> log.add(entry + " " + contents.get(name)));
        return log;
    }

    private StringBuilder text(String name) {
        return Objects.requireNonNull(contents.get(name), name);
    }
}
