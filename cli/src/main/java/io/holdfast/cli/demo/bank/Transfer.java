package io.holdfast.cli.demo.bank;

/**
 * Money that moves between two accounts, as a client issues it and as the ledger has it.
 *
 * @param sequence from 1, without holes, for each client
 */
public record Transfer(int client, long sequence, int source, int target, long amount) {}
