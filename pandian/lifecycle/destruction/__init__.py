"""Destruction 销毁: approved scrap is sealed with a witness, destroyed by two, certified."""
