-- Nothing half done: without leave to import a part, one faulty row holds back all.
UPDATE exchange_row SET outcome = 'refused_others_have_faults'
 WHERE import = %(import)s AND outcome = ''
